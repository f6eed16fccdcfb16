import { ECDH } from 'node:crypto';
import type { JWK } from 'jose';

/**
 * A key of a DID document. `bytes` holds 32 bytes for Ed25519 and a compressed point of 33 bytes for the other curves.
 */
export interface DidKey {
  readonly curve: 'Ed25519' | 'P-256' | 'secp256k1';
  readonly bytes: Uint8Array;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const NODE_CURVES = { 'P-256': 'prime256v1', secp256k1: 'secp256k1' } as const;

/** The public key as a JWK, the form of a credential's `cnf.jwk` (RFC 7517, RFC 8037, RFC 8812). */
export function holderJwk({ curve, bytes }: DidKey): JWK {
  if (curve === 'Ed25519') return { kty: 'OKP', crv: curve, x: text(bytes) };
  const point = ECDH.convertKey(bytes, NODE_CURVES[curve], undefined, undefined, 'uncompressed') as Buffer;
  return { kty: 'EC', crv: curve, x: text(point.subarray(1, 33)), y: text(point.subarray(33, 65)) };
}
