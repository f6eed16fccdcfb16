import * as z from 'zod';

const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  type: z.string(),
  source: z.string(),
  subject: z.string().optional(),
  time: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

export interface FeedMessage {
  /** What `Last-Event-ID` resumes after. */
  readonly feedId: string;
  readonly event: CloudEvent;
}

export interface EventFeed {
  /** The first message that fits, among those that came already and those to come. Throws when the time is over. */
  waitFor(fits: (event: CloudEvent, feedId: string) => boolean, withinMs: number): Promise<FeedMessage>;
  readonly messages: readonly FeedMessage[];
  close(): Promise<void>;
}

export interface FeedOptions {
  readonly apiUrl: string;
  readonly did?: string;
  readonly lastEventId?: string;
}

/** Fields of one message of the `text/event-stream` format. */
function readMessage(block: string): FeedMessage | undefined {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trimStart();
  const [feedId, data] = [field('id'), field('data')];
  return feedId === undefined || data === undefined ? undefined : { feedId, event: CloudEvent.parse(JSON.parse(data)) };
}

/** Listens to the registry's live feed with nothing but `fetch`. */
export async function openFeed({ apiUrl, did, lastEventId }: FeedOptions): Promise<EventFeed> {
  const closing = new AbortController();
  const messages: FeedMessage[] = [];
  const watchers = new Set<(message: FeedMessage) => void>();
  const url = `${apiUrl}/events${did === undefined ? '' : `?did=${encodeURIComponent(did)}`}`;
  const response = await fetch(url, {
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    signal: closing.signal,
  });
  const { body } = response;
  if (!response.ok || body === null) throw new Error(`The feed answered with status ${response.status}.`);

  const read = async (): Promise<void> => {
    let pending = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (pending + text).split('\n\n');
      pending = blocks.pop() ?? '';
      for (const message of blocks.map(readMessage)) {
        if (message === undefined) continue;
        messages.push(message);
        for (const watch of watchers) watch(message);
      }
    }
  };
  const reading = read().catch((error: unknown) => {
    if (!closing.signal.aborted) throw error;
  });
  return {
    messages,
    waitFor(fits, withinMs) {
      const known = messages.find(({ event, feedId }) => fits(event, feedId));
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const watch = (message: FeedMessage) => {
          if (!fits(message.event, message.feedId)) return;
          clearTimeout(late);
          watchers.delete(watch);
          resolve(message);
        };
        const late = setTimeout(() => {
          watchers.delete(watch);
          reject(new Error(`The feed brought no such event within ${withinMs / 1_000} s.`));
        }, withinMs);
        watchers.add(watch);
      });
    },
    close: async () => {
      closing.abort();
      await reading;
    },
  };
}
