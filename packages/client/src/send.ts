import { bodyTypeOf, isRepeatable, keepsIdempotencyKeys, type RouteDeclaration } from '@pos/contract/route.ts';
import { buildUrl } from './domain/build-url.ts';
import { decideRetry, type Failure, type RetryPolicy } from './domain/decide-retry.ts';
import { RegistryUnreachableError } from './errors.ts';
import { readAnswer, type Answer } from './read-answer.ts';
import type { AnyRequest } from './request.ts';
import type { Surroundings } from './surroundings.ts';
import type { TokenSource } from './token-source.ts';

/** State and settings that all calls of a client share. */
export interface Connection {
  readonly baseUrl: string;
  readonly tokens: TokenSource | undefined;
  readonly policy: RetryPolicy;
  /** Timeout of one attempt, slightly more than the registry's own limit for a request. */
  readonly timeoutMs: number;
  readonly surroundings: Surroundings;
}

interface Prepared {
  readonly route: RouteDeclaration;
  readonly url: string;
  readonly init: Omit<RequestInit, 'signal' | 'headers'>;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

function prepare(route: RouteDeclaration, request: AnyRequest, { baseUrl, surroundings }: Connection): Prepared {
  const { params, query, headers = {}, body, signal, idempotencyKey } = request;
  const key = keepsIdempotencyKeys(route) ? (idempotencyKey ?? surroundings.newId()) : undefined;
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    route,
    url: buildUrl({ baseUrl, path: route.path, params, query }),
    init: { method: route.method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
    headers: {
      ...Object.fromEntries(given),
      ...(body === undefined ? {} : { 'content-type': bodyTypeOf(route) }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    signal,
  };
}

/** The token for a route's scope. Open routes get no token, so that none is disclosed without need. */
const tokenFor = async (
  route: RouteDeclaration,
  tokens: TokenSource | undefined,
  signal: AbortSignal,
): Promise<string | undefined> => (route.access.kind === 'open' ? undefined : tokens?.token(signal));

async function attempt(
  prepared: Prepared,
  { tokens, timeoutMs, surroundings }: Connection,
): Promise<{ readonly answer: Answer; readonly token: string | undefined }> {
  const { route, url, init, headers } = prepared;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = prepared.signal === undefined ? late : AbortSignal.any([prepared.signal, late]);
  const token = await tokenFor(route, tokens, signal);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
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
  return { answer: readAnswer(route, response, text), token };
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

const failureOf = (answer: Extract<Answer, { ok: false }>): Failure => {
  const { code, retryAfterSeconds } = answer.error;
  return { kind: 'refused', code, retryAfterSeconds };
};

/**
 * Makes a call and repeats it if that is safe. Reads, and writes with an Idempotency-Key or a challenge, are repeated
 * after an outage.
 * Other calls are repeated only if the registry refused them before any effect. A token that expired early is replaced
 * once.
 */
export async function send(route: RouteDeclaration, request: AnyRequest, connection: Connection): Promise<Answer> {
  const { surroundings, policy, tokens } = connection;
  const prepared = prepare(route, request, connection);
  const repeatable = isRepeatable(route);
  const began = surroundings.clock.now().getTime();
  let renewed = false;
  for (let made = 1; ; made += 1) {
    let failure: Failure;
    let outcome: Answer | RegistryUnreachableError;
    try {
      const { answer, token } = await attempt(prepared, connection);
      if (answer.ok) return answer;
      if (answer.error.code === 'token-invalid' && token !== undefined && !renewed && tokens?.discard(token) === true) {
        renewed = true;
        continue;
      }
      [failure, outcome] = [failureOf(answer), answer];
    } catch (error) {
      if (!(error instanceof RegistryUnreachableError)) throw error;
      [failure, outcome] = [{ kind: 'unreachable' }, error];
    }
    const elapsedMs = surroundings.clock.now().getTime() - began;
    const decision = decideRetry({
      failure,
      attempt: made,
      elapsedMs,
      repeatable,
      random: surroundings.random(),
      policy,
    });
    if (decision.again) await surroundings.sleep(decision.afterMs, prepared.signal);
    else if (outcome instanceof RegistryUnreachableError) throw outcome;
    else return outcome;
  }
}
