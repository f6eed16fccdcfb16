import { detailType, type EventDeclaration, type PublicDetailOf } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { publicFields } from '@pos/contract/visibility.ts';
import * as z from 'zod';
import { buildUrl } from './domain/build-url.ts';
import { decideRetry, type RetryPolicy } from './domain/decide-retry.ts';
import { streamReader, type StreamMessage, type StreamReader } from './domain/read-stream.ts';
import { RegistryRefusedError, RegistryUnreachableError, UnexpectedAnswerError } from './errors.ts';
import { readRefusal } from './read-answer.ts';
import type { Connection } from './send.ts';
import type { AnyRequest } from './request.ts';

type Declared = (typeof EVENTS)[keyof typeof EVENTS];
type TypeOf<E extends EventDeclaration> = `${E['name']}.v${E['version']}`;

/** An event of the feed: a CloudEvent whose data is decoded by the contract's schema. Branch on `type`. */
export type FeedEvent<E extends EventDeclaration = Declared> = E extends EventDeclaration
  ? {
      readonly id: string;
      readonly type: TypeOf<E>;
      readonly source: string;
      /** The agent's DID if the event concerns an agent. */
      readonly subject: string | undefined;
      readonly time: Date;
      readonly data: PublicDetailOf<E>;
      /** Position of the event. Pass it as `last-event-id` to resume after this event, also from another process. */
      readonly position: string;
    }
  : never;

const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  time: z.iso.datetime(),
  data: z.unknown(),
});

const DECLARATIONS: ReadonlyMap<string, EventDeclaration> = new Map(
  Object.values(EVENTS).map((event) => [detailType(event), event]),
);

/** A connection without data for this time counts as lost. The registry sends at least a comment every 15 seconds. */
const SILENCE_MS = 45_000;
const RECONNECT: RetryPolicy = { attempts: Number.POSITIVE_INFINITY, budgetMs: Number.POSITIVE_INFINITY };

/** Decodes an event that this client knows. Skips events that only a newer registry declares. */
function readEvent({ data, lastEventId }: StreamMessage): FeedEvent | undefined {
  const { specversion: _, time, subject, ...event } = CloudEvent.parse(JSON.parse(data));
  const declaration = DECLARATIONS.get(event.type);
  if (declaration === undefined) return undefined;
  const detail = publicFields(declaration.detail).parse(event.data);
  return { ...event, subject, time: new Date(time), data: detail, position: lastEventId ?? '' } as FeedEvent;
}

/**
 * Listens to a feed while the result is iterated. Reconnects whenever the connection is lost, and resumes after the
 * last event. `break` ends the feed. If the signal is aborted, the feed throws the signal's reason. Throws {@link
 * RegistryRefusedError} if the registry refuses the listener.
 */
export async function* listen(
  route: RouteDeclaration,
  request: AnyRequest,
  connection: Connection,
): AsyncGenerator<FeedEvent, void, undefined> {
  const { surroundings } = connection;
  let reader = streamReader(request.headers?.['last-event-id']);
  let retryMs = 0;
  for (let failures = 0; ;) {
    let retryAfterSeconds: number | undefined;
    let opened = false;
    try {
      for await (const text of texts(route, request, connection, reader)) {
        failures = 0;
        const messages = reader.push(text);
        // The registry's first bytes mark the position from which this listener receives every event.
        if (!opened) request.onOpen?.();
        opened = true;
        for (const message of messages) {
          const event = readEvent(message);
          if (event !== undefined) yield event;
        }
      }
    } catch (error) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      if (!(error instanceof RegistryUnreachableError)) throw error;
      retryAfterSeconds =
        error.cause instanceof RegistryRefusedError ? error.cause.refusal.retryAfterSeconds : undefined;
    }
    failures += 1;
    retryMs = reader.retryMs() ?? retryMs;
    const told = retryAfterSeconds ?? retryMs / 1_000;
    const decision = decideRetry({
      failure: { kind: 'refused', code: 'upstream-unavailable', retryAfterSeconds: told },
      attempt: failures,
      elapsedMs: 0,
      repeatable: true,
      random: surroundings.random(),
      policy: RECONNECT,
    });
    await surroundings.sleep(decision.again ? decision.afterMs : 0, request.signal);
    // An incomplete message is lost with its connection. The registry sends it again as a whole.
    reader = streamReader(reader.lastEventId());
  }
}

/** The text of one connection. Throws an outage if the connection fails, ends or sends no data for too long. */
async function* texts(
  route: RouteDeclaration,
  { params, query, signal }: AnyRequest,
  { baseUrl, surroundings }: Connection,
  reader: StreamReader,
): AsyncGenerator<string, void, undefined> {
  const ending = new AbortController();
  const lastEventId = reader.lastEventId();
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  let silence = setTimeout(() => ending.abort(), SILENCE_MS);
  try {
    const all = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal]);
    const url = buildUrl({ baseUrl, path: route.path, params, query });
    const response = await reached(() => surroundings.fetch(url, { headers, signal: all }));
    if (!response.ok) await refused(response);
    if (response.body === null)
      throw new UnexpectedAnswerError('The feed answered without a body', {
        status: response.status,
        requestId: undefined,
      });
    const decoded = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reached(() => decoded.read());
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(() => ending.abort(), SILENCE_MS);
      yield value;
    }
  } finally {
    clearTimeout(silence);
    ending.abort();
  }
}

const reached = async <Value>(ask: () => Promise<Value>): Promise<Value> => {
  try {
    return await ask();
  } catch (error) {
    throw new RegistryUnreachableError('The connection to the feed was lost.', { cause: error });
  }
};

async function refused(response: Response): Promise<never> {
  const error = new RegistryRefusedError(readRefusal(response, await response.text()));
  const passing = response.status === 429 || response.status >= 500;
  throw passing
    ? new RegistryUnreachableError('The feed accepts no listeners at the moment.', { cause: error })
    : error;
}
