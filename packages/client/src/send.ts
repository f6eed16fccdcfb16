import type { Answer } from './answer.ts';
import type { AnyRequest } from './call-options.ts';
import type { CallableRoute } from './callable-route.ts';
import { apiKeyFor, mergeHeaders, sentRequest, tellResponse, type Connection } from './connection.ts';
import { buildUrl } from './domain/build-url.ts';
import { decideRetry, type Failure } from './domain/decide-retry.ts';
import { RegistryUnreachableError } from './errors.ts';
import type { SentRequest } from './hooks.ts';
import { readAnswer } from './read-answer.ts';

interface Prepared {
  readonly route: CallableRoute;
  readonly url: string;
  readonly init: Omit<RequestInit, 'signal' | 'headers'>;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Writes a body as JSON. Amounts are decimal strings on the wire; `Date` writes itself as ISO 8601. */
const bodyText = (body: unknown): string =>
  JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

function prepare(route: CallableRoute, request: AnyRequest, connection: Connection): Prepared {
  const { params, query, body, signal, idempotencyKey, timeoutMs = connection.timeoutMs } = request;
  const key = route.repeat === 'keyed' ? (idempotencyKey ?? connection.surroundings.newId()) : undefined;
  return {
    route,
    url: buildUrl({ baseUrl: connection.baseUrl, path: route.path, params, query }),
    init: { method: route.method, ...(body === undefined ? {} : { body: bodyText(body) }) },
    headers: mergeHeaders(
      connection.headers,
      request.headers ?? {},
      body === undefined ? {} : { 'content-type': route.bodyType ?? 'application/json' },
      { 'idempotency-key': key, ...apiKeyFor(route, connection) },
    ),
    signal,
    timeoutMs,
  };
}

interface Attempted {
  readonly answer: Answer;
  readonly token: string | undefined;
}

async function attempt(prepared: Prepared, sent: SentRequest, connection: Connection): Promise<Attempted> {
  const { route, url, init, headers, timeoutMs } = prepared;
  const { tokens, surroundings, hooks } = connection;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = prepared.signal === undefined ? late : AbortSignal.any([prepared.signal, late]);
  // Open routes get no token, so that none is disclosed without need.
  const token = route.token === true ? await tokens?.token(signal) : undefined;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const began = surroundings.clock.now().getTime();
  hooks.onRequest?.(sent);
  const { response, text } = await reached(
    async () => {
      const arriving = await surroundings.fetch(url, { ...init, headers: { ...headers, ...authorization }, signal });
      return { response: arriving, text: await arriving.text() };
    },
    (error) => {
      prepared.signal?.throwIfAborted();
      const how = late.aborted
        ? `was not answered within ${timeoutMs / 1_000} s`
        : `could not be reached: ${reasonOf(error)}`;
      return `${route.method} ${url} ${how}.`;
    },
  );
  const now = surroundings.clock.now();
  tellResponse(connection, sent, response, now.getTime() - began);
  return { answer: readAnswer(route, response, text, now), token };
}

/** Runs a network operation. Any rejection by `fetch` or by a body's stream is treated as a network failure. */
async function reached<Value>(ask: () => Promise<Value>, say: (error: unknown) => string): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    throw new RegistryUnreachableError(say(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Partial<Error>;
  return reasonIn(cause) ?? message ?? String(error);
}

const reasonIn = (cause: unknown): string | undefined =>
  typeof cause === 'object' && cause !== null && 'message' in cause
    ? String(cause.message) || ('code' in cause ? String(cause.code) : undefined)
    : undefined;

interface Failed {
  readonly failure: Failure;
  /** Returns the refusal or throws the outage, when no further attempt is made. */
  readonly end: () => Answer;
}

function refused(answer: Extract<Answer, { ok: false }>, { method, url }: SentRequest): Failed {
  const { code, status, retryAfterSeconds, detail } = answer.error;
  return {
    failure: { kind: 'refused', status, code, retryAfterSeconds },
    end: () => {
      if (!answer.outage) return answer;
      throw new RegistryUnreachableError(
        `${method} ${url} reached no registry: a server answered with status ${status}${detail === undefined ? '' : `, ${detail}`}.`,
      );
    },
  };
}

const unreachable = (error: RegistryUnreachableError): Failed => ({
  failure: { kind: 'unreachable' },
  end: () => {
    throw error;
  },
});

/**
 * Makes a call and repeats it if that is safe. Reads, and writes with an Idempotency-Key or a challenge, are repeated
 * after an outage.
 * Other calls are repeated only if the registry refused them before any effect. A token that expired early is replaced
 * once.
 */
export async function send(route: CallableRoute, request: AnyRequest, connection: Connection): Promise<Answer> {
  const { surroundings, policy, tokens, hooks } = connection;
  const prepared = prepare(route, request, connection);
  const began = surroundings.clock.now().getTime();
  let renewed = false;
  for (let made = 1; ; made += 1) {
    const sent = sentRequest(route, prepared.url, made);
    let failed: Failed;
    try {
      const { answer, token } = await attempt(prepared, sent, connection);
      if (answer.ok) return answer;
      if (answer.error.status === 401 && token !== undefined && !renewed && tokens?.discard(token) === true) {
        renewed = true;
        continue;
      }
      failed = refused(answer, sent);
    } catch (error) {
      if (!(error instanceof RegistryUnreachableError)) throw error;
      failed = unreachable(error);
    }
    const { failure, end } = failed;
    const elapsedMs = surroundings.clock.now().getTime() - began;
    const [repeatable, random] = [route.repeat !== 'once', surroundings.random()];
    const decision = decideRetry({ failure, attempt: made, elapsedMs, repeatable, random, policy });
    if (!decision.again) return end();
    const [status, code] = failure.kind === 'refused' ? [failure.status, failure.code] : [undefined, 'unreachable'];
    hooks.onRetry?.({ ...sent, afterMs: decision.afterMs, status, code });
    await surroundings.sleep(decision.afterMs, prepared.signal);
  }
}
