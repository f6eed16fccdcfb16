import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';

/**
 * A key of a DID document. `bytes` holds 32 bytes for Ed25519 and a compressed point of 33 bytes for the other curves.
 */
export interface PublicKey {
  readonly curve: 'Ed25519' | 'P-256' | 'secp256k1';
  readonly bytes: Uint8Array;
}

/** Multicodec prefixes of public keys. Source: https://github.com/multiformats/multicodec/blob/master/table.csv */
const CODECS: readonly {
  readonly curve: PublicKey['curve'];
  readonly prefix: readonly [number, number];
  readonly length: number;
}[] = [
  { curve: 'Ed25519', prefix: [0xed, 0x01], length: 32 },
  { curve: 'P-256', prefix: [0x80, 0x24], length: 33 },
  { curve: 'secp256k1', prefix: [0xe7, 0x01], length: 33 },
];

/** Reads a base58btc multibase key (`z…`), the form of did:key and of `publicKeyMultibase`. */
export function keyFromMultibase(text: string): Result<PublicKey, string> {
  const bytes = text.startsWith('z') ? decodeBase58(text.slice(1)) : undefined;
  if (bytes === undefined) return err('the key is not base58btc multibase (it starts with "z")');
  const codec = CODECS.find(({ prefix }) => bytes[0] === prefix[0] && bytes[1] === prefix[1]);
  if (codec === undefined) return err('the key is neither Ed25519 nor P-256 nor secp256k1');
  const key = bytes.subarray(2);
  if (key.length !== codec.length)
    return err(`a ${codec.curve} key has ${codec.length} bytes, and this one has ${key.length}`);
  return ok({ curve: codec.curve, bytes: key });
}

/** Reads a `publicKeyJwk` (RFC 7517, RFC 8037 for Ed25519). */
export function keyFromJwk(jwk: {
  readonly kty?: unknown;
  readonly crv?: unknown;
  readonly x?: unknown;
  readonly y?: unknown;
}): Result<PublicKey, string> {
  const coordinate = (value: unknown): Uint8Array | undefined => {
    const bytes = typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64url')) : undefined;
    return bytes?.length === 32 ? bytes : undefined;
  };
  const x = coordinate(jwk.x);
  if (x === undefined) return err('the JWK has no "x" of 32 bytes');
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return ok({ curve: 'Ed25519', bytes: x });
  const y = coordinate(jwk.y);
  if (jwk.kty !== 'EC' || (jwk.crv !== 'P-256' && jwk.crv !== 'secp256k1') || y === undefined) {
    return err('the JWK is neither Ed25519 nor P-256 nor secp256k1');
  }
  return ok({ curve: jwk.crv, bytes: Uint8Array.of((y[31] ?? 0) & 1 ? 3 : 2, ...x) });
}
