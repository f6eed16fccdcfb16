import type { CredentialIssuerKey } from './credential-issuer-key.ts';
import { getListFromStatusListJWT, StatusList } from '@sd-jwt/jwt-status-list';
import { compactVerify, importJWK, type JWK } from 'jose';
import * as z from 'zod';
import { LIST_SIZE } from './credential-type.ts';

/** IETF Token Status List (draft-ietf-oauth-status-list) with one bit for each credential; 1 means revoked. */
const TYPE = 'statuslist+jwt';
const Header = z.object({ typ: z.literal(TYPE), alg: z.literal('ES256'), kid: z.string() });
const Claims = z.looseObject({
  sub: z.string(),
  exp: z.number(),
  status_list: z.object({ bits: z.literal(1), lst: z.string() }),
});

/** Seconds for which a verifier may cache a list, and seconds after which a list is no longer valid. */
const TTL_SECONDS = 300;
const LIFETIME_SECONDS = 3_600;

export class StatusListError extends Error {
  override readonly name = 'StatusListError';
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed status list in which the credentials at the indexes `revoked` are revoked. */
export async function signStatusList(
  issuerKey: CredentialIssuerKey,
  { uri, revoked, now }: { readonly uri: string; readonly revoked: readonly number[]; readonly now: Date },
): Promise<string> {
  const list = new StatusList(
    Array.from({ length: LIST_SIZE }, () => 0),
    1,
  );
  for (const index of revoked) list.setStatus(index, 1);
  const iat = Math.floor(now.getTime() / 1_000);
  const header = { alg: 'ES256', typ: TYPE, kid: issuerKey.publicJwk.kid };
  const claims = {
    sub: uri,
    iat,
    exp: iat + LIFETIME_SECONDS,
    ttl: TTL_SECONDS,
    status_list: { bits: 1, lst: list.compressStatusList() },
  };
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${await issuerKey.sign(input)}`;
}

export interface StatusQuestion {
  readonly token: string;
  /** URI of the list that the credential names. A list with another URI is refused. */
  readonly uri: string;
  readonly index: number;
  readonly keys: readonly JWK[];
  readonly now: Date;
}

/** Reads the status at one index of a list. Throws {@link StatusListError} if the list cannot be trusted. */
export async function readStatus({ token, uri, index, keys, now }: StatusQuestion): Promise<'valid' | 'revoked'> {
  const untrusted = (why: string, cause?: unknown) =>
    new StatusListError(`The status list ${uri} cannot be trusted: ${why}`, { cause });
  let verified: Awaited<ReturnType<typeof compactVerify>>;
  try {
    verified = await compactVerify(token, ({ kid }) => importJWK(keys.find((key) => key.kid === kid) ?? {}, 'ES256'), {
      algorithms: ['ES256'],
    });
  } catch (error) {
    throw untrusted('the issuer did not sign it', error);
  }
  const header = Header.safeParse(verified.protectedHeader);
  const claims = Claims.safeParse(JSON.parse(new TextDecoder().decode(verified.payload)));
  if (!header.success || !claims.success) throw untrusted('it is not a Token Status List');
  if (claims.data.sub !== uri) throw untrusted(`it is the list ${claims.data.sub}`);
  if (now.getTime() / 1_000 >= claims.data.exp) throw untrusted('it has expired');
  if (index >= LIST_SIZE) throw untrusted(`it has no index ${index}`);
  return getListFromStatusListJWT(token).getStatus(index) === 0 ? 'valid' : 'revoked';
}
