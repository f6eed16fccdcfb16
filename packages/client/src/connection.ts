import type { CallableRoute } from './callable-route.ts';
import type { ClientOptions } from './client-options.ts';
import type { RetryPolicy } from './domain/decide-retry.ts';
import { methodName } from './domain/method-name.ts';
import { readDeprecations } from './domain/read-headers.ts';
import { requestIdOf } from './answer.ts';
import type { Hooks, ReceivedResponse, SentRequest } from './hooks.ts';
import type { Surroundings } from './surroundings.ts';
import { clientCredentials, givenToken, type TokenSource } from './token-source.ts';

/** State and settings that all calls of a client share. */
export interface Connection {
  readonly baseUrl: string;
  readonly tokens: TokenSource | undefined;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly policy: RetryPolicy;
  /** Timeout of one attempt, slightly more than the registry's own limit for a request. */
  readonly timeoutMs: number;
  readonly surroundings: Surroundings;
  readonly hooks: Hooks;
  /** Deprecated names that `onDeprecation` was called with. */
  readonly told: Set<string>;
}

export function connectionOf(options: ClientOptions, platform: Surroundings): Connection {
  const { baseUrl, auth, apiKey, headers = {}, attempts = 4, timeoutMs = 30_000, budgetMs = 90_000 } = options;
  const surroundings = options.fetch === undefined ? platform : { ...platform, fetch: options.fetch };
  const tokens =
    auth === undefined
      ? undefined
      : 'accessToken' in auth
        ? givenToken(auth.accessToken)
        : clientCredentials(auth, surroundings);
  const policy = { attempts, budgetMs };
  return { baseUrl, tokens, apiKey, headers, policy, timeoutMs, surroundings, hooks: options, told: new Set() };
}

type Headers = Readonly<Record<string, string>>;

/** Merges headers whose names differ only in case. A later value replaces an earlier one; undefined members are omitted. */
export function mergeHeaders(...parts: readonly Readonly<Record<string, string | undefined>>[]): Headers {
  const merged: Record<string, string> = {};
  for (const part of parts)
    for (const [name, value] of Object.entries(part)) if (value !== undefined) merged[name.toLowerCase()] = value;
  return merged;
}

/** The API key for routes that count by it. Other routes do not get it, so that it is not disclosed without need. */
export const apiKeyFor = (route: CallableRoute, { apiKey }: Connection): { 'x-api-key'?: string } =>
  route.apiKey === true && apiKey !== undefined ? { 'x-api-key': apiKey } : {};

export const sentRequest = (route: CallableRoute, url: string, attempt: number): SentRequest => ({
  name: methodName(route.id),
  method: route.method,
  url,
  attempt,
});

/** Passes a response to the hooks. */
export function tellResponse({ hooks, told }: Connection, sent: SentRequest, response: Response, elapsedMs: number) {
  const received: ReceivedResponse = {
    ...sent,
    status: response.status,
    headers: response.headers,
    requestId: requestIdOf(response),
    elapsedMs,
  };
  hooks.onResponse?.(received);
  if (hooks.onDeprecation === undefined) return;
  for (const deprecation of readDeprecations(sent.name, response.headers)) {
    if (told.has(deprecation.name)) continue;
    told.add(deprecation.name);
    hooks.onDeprecation(deprecation);
  }
}
