import { NEEDS } from '@pos/contract/needs.ts';
import { secretText } from '@pos/ledger/secret-text.ts';
import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod';
import { pick, type Environment } from '../environment.ts';

/** The key that signs credentials. It signs and is never seen. */
export interface IssuerKey {
  readonly publicJwk: {
    readonly kty: 'EC';
    readonly crv: 'P-256';
    readonly x: string;
    readonly y: string;
    readonly kid: string;
    readonly alg: 'ES256';
    readonly use: 'sig';
  };
  /** The ES256 signature over a JWS signing input, in base64url. */
  sign(signingInput: string): Promise<string>;
}

export class IssuerKeyError extends Error {
  override readonly name = 'IssuerKeyError';
}

const Coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const PrivateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: Coordinate,
  y: Coordinate,
  d: Coordinate,
});

/** A key from its private JWK (RFC 7517); its id is its thumbprint (RFC 7638). */
export async function parseIssuerKey(text: string): Promise<IssuerKey> {
  const parsed = PrivateJwk.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new IssuerKeyError(
      'The issuer key must be a private JWK of kty EC and crv P-256; make one as docs/operate.md shows',
    );
  const { kty, crv, x, y } = parsed.data;
  const key = (await importJWK(parsed.data as JWK, 'ES256')) as CryptoKey;
  return {
    publicJwk: { kty, crv, x, y, kid: await calculateJwkThumbprint({ kty, crv, x, y }), alg: 'ES256', use: 'sig' },
    sign: async (signingInput) => {
      const signature = await crypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        key,
        new TextEncoder().encode(signingInput),
      );
      return Buffer.from(signature).toString('base64url');
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function buildIssuerKey(environment: Environment): Promise<IssuerKey> {
  const { ISSUER_KEY: location } = pick(NEEDS.issuerKey.environment, environment);
  return parseIssuerKey(await secretText(location, { stage: environment.STAGE }));
}
