import type { Scope } from '@pos/vocabulary/scope.ts';
import { parseJson } from './answer.ts';
import { RegistryUnreachableError, TokenRefusedError, UnexpectedAnswerError } from './errors.ts';
import type { Surroundings } from './surroundings.ts';

/** Client credentials for the token endpoint. A secret belongs on a server; a web page passes `accessToken` instead. */
export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default: all scopes of the client. */
  readonly scopes?: readonly Scope[];
}

/** The source of the bearer tokens. */
export interface TokenSource {
  token(signal: AbortSignal): Promise<string>;
  /** Called with a token that the registry refused. Returns false if the source cannot provide another token. */
  discard(token: string): boolean;
}

/** A token is renewed 60 seconds before it expires, or after nine tenths of its lifetime if that is earlier. */
const MARGIN_MS = 60_000;
const TIMEOUT_MS = 15_000;
/** Used where the token endpoint does not say how long a token is valid (RFC 6749 leaves it open). */
const DEFAULT_LIFE_SECONDS = 300;

/** RFC 6749, section 2.3.1: id and secret are each form-encoded, then sent as Basic authentication. */
const basic = ({ clientId, clientSecret }: ClientCredentials): string => {
  const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`;
};

interface Held {
  readonly token: string;
  readonly usableUntil: number;
}

/** Asks the token endpoint once. Throws an outage if it does not answer, or answers with 429 or 5xx. */
async function ask(credentials: ClientCredentials, surroundings: Surroundings): Promise<readonly [number, string]> {
  const { tokenUrl, scopes } = credentials;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
  });
  try {
    const response = await surroundings.fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: basic(credentials) },
      body: form,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.status === 429 || response.status >= 500)
      throw new Error(`It answered with status ${response.status}.`);
    return [response.status, text];
  } catch (error) {
    throw new RegistryUnreachableError(`The token endpoint ${tokenUrl} does not answer.`, { cause: error });
  }
}

const member = (of: unknown, name: string): unknown => (Object(of) as Readonly<Record<string, unknown>>)[name];

async function grant(credentials: ClientCredentials, surroundings: Surroundings): Promise<Held> {
  const { tokenUrl } = credentials;
  const askedAt = surroundings.clock.now().getTime();
  const [status, text] = await ask(credentials, surroundings);
  const answer = parseJson(text);
  const [refused, description] = [member(answer, 'error'), member(answer, 'error_description')];
  if (typeof refused === 'string')
    throw new TokenRefusedError(tokenUrl, refused, typeof description === 'string' ? description : undefined, status);
  const [token, seconds = DEFAULT_LIFE_SECONDS] = [member(answer, 'access_token'), member(answer, 'expires_in')];
  // Some servers write the lifetime as text.
  const lifeMs = Number(seconds) * 1_000;
  if (status !== 200 || typeof token !== 'string' || token === '' || !(lifeMs > 0))
    throw new UnexpectedAnswerError(`The token endpoint ${tokenUrl} did not answer with a token. Check tokenUrl`, {
      status,
      requestId: undefined,
    });
  return { token, usableUntil: askedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 10) };
}

/**
 * A token source that uses client credentials. Concurrent calls share one request, and a token is renewed before it
 * expires.
 */
export function clientCredentials(credentials: ClientCredentials, surroundings: Surroundings): TokenSource {
  let held: Held | undefined;
  let asking: Promise<Held> | undefined;
  return {
    async token() {
      if (held !== undefined && surroundings.clock.now().getTime() < held.usableUntil) return held.token;
      asking ??= grant(credentials, surroundings).finally(() => {
        asking = undefined;
      });
      held = await asking;
      return held.token;
    },
    discard(token) {
      if (held?.token === token) held = undefined;
      return true;
    },
  };
}

/** A token source for tokens of the caller, such as tokens that a web page gets from its own server. */
export const givenToken = (give: () => string | Promise<string>): TokenSource => ({
  token: async () => give(),
  discard: () => false,
});
