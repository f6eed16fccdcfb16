import type { Scope } from '@pos/vocabulary/scope.ts';
import * as z from 'zod';
import { RegistryUnreachableError, UnexpectedAnswerError } from './errors.ts';
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

const Granted = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive().default(300) });
const Denied = z.looseObject({ error: z.string(), error_description: z.string().optional() });

/** A token is renewed 60 seconds before it expires, or after nine tenths of its lifetime if that is earlier. */
const MARGIN_MS = 60_000;

/** RFC 6749, section 2.3.1: id and secret are each form-encoded, then sent as Basic authentication. */
const basic = ({ clientId, clientSecret }: ClientCredentials): string => {
  const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`;
};

interface Held {
  readonly token: string;
  readonly usableUntil: number;
}

async function grant(credentials: ClientCredentials, { fetch, clock }: Surroundings): Promise<Held> {
  const { tokenUrl, scopes } = credentials;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
  });
  const askedAt = clock.now().getTime();
  let response: Response;
  let text: string;
  try {
    response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: basic(credentials) },
      body: form,
      signal: AbortSignal.timeout(15_000),
    });
    text = await response.text();
  } catch (error) {
    throw new RegistryUnreachableError(`The token endpoint ${tokenUrl} does not answer.`, { cause: error });
  }
  const { status } = response;
  const denied = Denied.safeParse(parse(text));
  if (denied.success) {
    throw new UnexpectedAnswerError(
      `The token endpoint gave no token: ${denied.data.error}${denied.data.error_description === undefined ? '' : `, ${denied.data.error_description}`}`,
      { status, requestId: undefined },
    );
  }
  const granted = Granted.safeParse(parse(text));
  if (!response.ok || !granted.success)
    throw new UnexpectedAnswerError('The token endpoint did not answer with a token', {
      status,
      requestId: undefined,
    });
  const lifeMs = granted.data.expires_in * 1_000;
  return { token: granted.data.access_token, usableUntil: askedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 10) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
