import type { RegistryClient } from '@pos/client/client.ts';
import type { FeedEvent } from '@pos/client/api.ts';

export interface EventFeed {
  /** The first matching event, among the events already received and future ones. Throws after `withinMs`. */
  waitFor<Wanted extends FeedEvent>(fits: (event: FeedEvent) => event is Wanted, withinMs: number): Promise<Wanted>;
  readonly events: readonly FeedEvent[];
  close(): Promise<void>;
}

export interface FeedOptions {
  readonly did?: string;
  /** Position after which the feed starts. By default it starts with the next event. */
  readonly after?: string;
}

/** Listens to the registry's live feed and keeps all events. Resolves once the registry has accepted the listener. */
export async function openFeed(
  registry: Pick<RegistryClient, 'streamEvents'>,
  { did, after }: FeedOptions = {},
): Promise<EventFeed> {
  const closing = new AbortController();
  const events: FeedEvent[] = [];
  const watchers = new Set<(event: FeedEvent) => void>();
  let reading: Promise<void> = Promise.resolve();

  await new Promise<void>((opened, failed) => {
    const stream = registry.streamEvents({
      query: { did },
      headers: { 'last-event-id': after },
      signal: closing.signal,
      onOpen: opened,
    });
    const read = async (): Promise<void> => {
      for await (const event of stream) {
        events.push(event);
        for (const watch of watchers) watch(event);
      }
    };
    reading = read().catch((error: unknown) => {
      if (!closing.signal.aborted) failed(error);
    });
  });

  return {
    events,
    waitFor<Wanted extends FeedEvent>(fits: (event: FeedEvent) => event is Wanted, withinMs: number) {
      const known = events.find((event) => fits(event));
      if (known !== undefined) return Promise.resolve(known as Wanted);
      return new Promise<Wanted>((resolve, reject) => {
        const watch = (event: FeedEvent) => {
          if (!fits(event)) return;
          clearTimeout(late);
          watchers.delete(watch);
          resolve(event);
        };
        const late = setTimeout(() => {
          watchers.delete(watch);
          reject(new Error(`No such event came through the feed within ${withinMs / 1_000} s.`));
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

/** Matches one type of event with a condition. */
export const eventOf =
  <Type extends FeedEvent['type']>(type: Type, fits: (event: Extract<FeedEvent, { type: Type }>) => boolean) =>
  (event: FeedEvent): event is Extract<FeedEvent, { type: Type }> =>
    event.type === type && fits(event as Extract<FeedEvent, { type: Type }>);
