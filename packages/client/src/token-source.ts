import type { Scope } from '@pos/vocabulary/scope.ts';
import * as z from 'zod';
import { RegistryUnreachableError, UnexpectedAnswerError } from './errors.ts';
import type { Surroundings } from './surroundings.ts';

/** A machine's credentials at the token endpoint. A secret belongs on a server: a page hands in `accessToken` instead. */
export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Left out: all that the client may have. */
  readonly scopes?: readonly Scope[];
}

/** Where calls get their bearer token from. */
export interface TokenSource {
  token(signal: AbortSignal): Promise<string>;
  /** Told of a token that the registry did not take; false where there is no other to be had. */
  discard(token: string): boolean;
}

const Granted = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive().default(300) });
const Denied = z.looseObject({ error: z.string(), error_description: z.string().optional() });

/** A token is replaced this long before it ends, or after nine tenths of a short life. */
const MARGIN_MS = 60_000;

/** RFC 6749, section 2.3.1: each form-encoded, then Basic. */
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
    throw new UnexpectedAnswerError('The token endpoint answered with something else than a token', {
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

/** Tokens by client credentials: one request however many calls wait for it, renewed before it ends. */
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

/** Tokens that somebody else gets, such as a page's own server. */
export const givenToken = (give: () => string | Promise<string>): TokenSource => ({
  token: async () => give(),
  discard: () => false,
});
