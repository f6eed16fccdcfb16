import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod';
import { decodeJsonText } from './domain/decode-json.ts';

/** The key that signs work-history credentials and status lists. The object does not expose the private part. */
export interface CredentialIssuerKey {
  /** Public JWK (RFC 7517). `kid` is its thumbprint (RFC 7638). */
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

export class CredentialIssuerKeyError extends Error {
  override readonly name = 'CredentialIssuerKeyError';
}

/** 32 bytes in base64url. */
const Coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const PrivateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: Coordinate,
  y: Coordinate,
  d: Coordinate,
});

/** Reads a private JWK (RFC 7517) of kty EC and crv P-256. Throws {@link CredentialIssuerKeyError} for any other text. */
export async function parseCredentialIssuerKey(text: string): Promise<CredentialIssuerKey> {
  const parsed = PrivateJwk.safeParse(decodeJsonText(text));
  if (!parsed.success)
    throw new CredentialIssuerKeyError(
      'The key that signs credentials must be a private JWK of kty EC and crv P-256; make one as docs/operate.md shows.',
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
