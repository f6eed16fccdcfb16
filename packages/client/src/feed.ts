import type { AnyRequest } from './call-options.ts';
import type { CallableRoute } from './callable-route.ts';
import { mergeHeaders, sentRequest, tellResponse, type Connection } from './connection.ts';
import { buildUrl } from './domain/build-url.ts';
import { decideRetry, type RetryPolicy } from './domain/decide-retry.ts';
import type { Shape } from './domain/shape.ts';
import { streamReader, type StreamReader } from './domain/read-stream.ts';
import { RegistryRefusedError, RegistryUnreachableError, UnexpectedAnswerError } from './errors.ts';
import type { SentRequest } from './hooks.ts';
import { readEvent, type AnyEvent } from './read-event.ts';
import { readRefusal } from './read-refusal.ts';

export interface Listening {
  readonly route: CallableRoute;
  /** The shape of every event's data by the event's type. */
  readonly events: Readonly<Record<string, Shape>>;
  readonly request: AnyRequest;
  readonly connection: Connection;
}

/** A connection without data for this time counts as lost. The registry sends at least a comment every 15 seconds. */
const SILENCE_MS = 45_000;
const RECONNECT: RetryPolicy = { attempts: Number.POSITIVE_INFINITY, budgetMs: Number.POSITIVE_INFINITY };

/**
 * Listens to a feed while the result is iterated. Reconnects whenever the connection is lost, and resumes after the
 * last event. `break` ends the feed. If the signal is aborted, the feed throws the signal's reason. Throws {@link
 * RegistryRefusedError} if the registry refuses the listener.
 */
export async function* listen(listening: Listening): AsyncGenerator<AnyEvent, void, undefined> {
  const { route, events, request, connection } = listening;
  const url = buildUrl({ baseUrl: connection.baseUrl, path: route.path, params: request.params, query: request.query });
  let reader = streamReader(mergeHeaders(request.headers ?? {})['last-event-id']);
  let retryMs = 0;
  for (let failures = 0, connects = 1; ; connects += 1) {
    const sent = sentRequest(route, url, connects);
    let lost: RegistryUnreachableError;
    let opened = false;
    try {
      for await (const text of texts(sent, request, connection, reader)) {
        failures = 0;
        const messages = reader.push(text);
        // The registry's first bytes mark the position from which this listener receives every event.
        if (!opened) request.onOpen?.();
        opened = true;
        for (const message of messages) yield readEvent(events, message);
      }
      lost = new RegistryUnreachableError('The registry ended the feed.');
    } catch (error) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      if (!(error instanceof RegistryUnreachableError)) throw error;
      lost = error;
    }
    failures += 1;
    retryMs = reader.retryMs() ?? retryMs;
    await pause(sent, lost, { failures, retryMs }, listening);
    // An incomplete message is lost with its connection. The registry sends it again as a whole.
    reader = streamReader(reader.lastEventId());
  }
}

/** Waits before the next connection. */
async function pause(
  sent: SentRequest,
  { cause }: RegistryUnreachableError,
  { failures, retryMs }: { readonly failures: number; readonly retryMs: number },
  { request, connection: { surroundings, hooks } }: Listening,
): Promise<void> {
  const refusal = cause instanceof RegistryRefusedError ? cause.refusal : undefined;
  const decision = decideRetry({
    failure: {
      kind: 'refused',
      status: 503,
      code: 'upstream-unavailable',
      retryAfterSeconds: refusal?.retryAfterSeconds ?? retryMs / 1_000,
    },
    attempt: failures,
    elapsedMs: 0,
    repeatable: true,
    random: surroundings.random(),
    policy: RECONNECT,
  });
  const afterMs = decision.again ? decision.afterMs : 0;
  hooks.onRetry?.({ ...sent, afterMs, status: refusal?.status, code: refusal?.code ?? 'unreachable' });
  await surroundings.sleep(afterMs, request.signal);
}

/** The text of one connection. Throws an outage if the connection fails, ends or sends no data for too long. */
async function* texts(
  sent: SentRequest,
  { signal, headers: given = {} }: AnyRequest,
  connection: Connection,
  reader: StreamReader,
): AsyncGenerator<string, void, undefined> {
  const { surroundings, hooks } = connection;
  const ending = new AbortController();
  const headers = mergeHeaders(connection.headers, given, {
    accept: 'text/event-stream',
    'last-event-id': reader.lastEventId(),
  });
  let silence = setTimeout(() => ending.abort(), SILENCE_MS);
  try {
    const all = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal]);
    const began = surroundings.clock.now().getTime();
    hooks.onRequest?.(sent);
    const response = await reached(() => surroundings.fetch(sent.url, { headers, signal: all }));
    const now = surroundings.clock.now();
    tellResponse(connection, sent, response, now.getTime() - began);
    if (!response.ok) await refused(response, now);
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

async function refused(response: Response, now: Date): Promise<never> {
  const error = new RegistryRefusedError(readRefusal(response, await response.text(), now).error);
  const passing = response.status === 429 || response.status >= 500;
  throw passing
    ? new RegistryUnreachableError('The feed accepts no listeners at the moment.', { cause: error })
    : error;
}
