import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { decodeBase58, encodeBase58 } from '@pos/vocabulary/base58.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { secretText } from './secret-text.ts';

/** The key that pays the network's fees. The object signs messages and does not expose the private key. */
export interface FacilitatorKey {
  readonly address: SolanaAddress;
  /** Signs the bytes of a transaction message. Returns an Ed25519 signature of 64 bytes. */
  sign(messageBytes: Uint8Array): Uint8Array;
}

export class FacilitatorKeyError extends Error {
  override readonly name = 'FacilitatorKeyError';
}

/** PKCS#8 prefix of an Ed25519 seed (RFC 8410). The 32 bytes of the seed follow. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_KEY_BYTES = 32;

function publicKeyBytes(privateKey: KeyObject): Uint8Array {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return new Uint8Array(der.subarray(der.length - SPKI_KEY_BYTES));
}

/**
 * Makes a key from 64 bytes: the seed and its public key. Throws a `FacilitatorKeyError` if the halves do not match.
 */
export function facilitatorKeyFromBytes(bytes: Uint8Array): FacilitatorKey {
  if (bytes.length !== 64)
    throw new FacilitatorKeyError('The facilitator key must be 64 bytes, as solana-keygen writes them');
  const seed = bytes.subarray(0, 32);
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = publicKeyBytes(privateKey);
  if (!Buffer.from(publicKey).equals(bytes.subarray(32))) {
    throw new FacilitatorKeyError(
      'The facilitator key is damaged: its public half does not belong to its seed; make a new key with solana-keygen',
    );
  }
  return {
    address: solanaAddress(encodeBase58(publicKey)),
    sign: (messageBytes) => new Uint8Array(sign(null, messageBytes, privateKey)),
  };
}

/** Reads a key as `solana-keygen` writes it, a JSON array of 64 bytes, or the same bytes in base58. */
export function parseFacilitatorKey(text: string): FacilitatorKey {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) return facilitatorKeyFromBytes(decodeBase58(trimmed) ?? new Uint8Array());
  let numbers: unknown;
  try {
    numbers = JSON.parse(trimmed);
  } catch {
    numbers = undefined;
  }
  const isByte = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
  if (!Array.isArray(numbers) || !numbers.every(isByte)) {
    throw new FacilitatorKeyError('The facilitator key must be a JSON array of 64 bytes, as solana-keygen writes it');
  }
  return facilitatorKeyFromBytes(Uint8Array.from(numbers as number[]));
}

/**
 * Loads the key named by `FACILITATOR_KEY`: a Secrets Manager ARN or `file:<path>`. Only the stage `local` reads files,
 * so that a deployed stage never uses a development key.
 */
export const loadFacilitatorKey = async (
  location: string,
  options: { readonly stage: string },
): Promise<FacilitatorKey> => parseFacilitatorKey(await secretText(location, options));
