// SPDX-License-Identifier: GPL-3.0-only
import { hkdfSync } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ownerSecret } from '@pos/receipts/identity.ts';
import { decodeBase58, encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/** An owner's key, which signs control proofs and from which the owner's secrets are derived. */
export interface Wallet {
  readonly address: SolanaAddress;
  /** Signs the UTF-8 bytes of a text. Returns the signature in base58. */
  sign(text: string): string;
  /** The secret with which the owner proves for an agent. It differs per agent and has no other use. */
  secretFor(agent: Did): FieldElement;
}

const KEY_BYTES = 64;
const SEED_INFO = 'proof-of-service owner seed v1';

function bytesOf(text: string): Uint8Array | undefined {
  if (!text.startsWith('[')) return decodeBase58(text);
  try {
    const numbers: unknown = JSON.parse(text);
    return Array.isArray(numbers) && numbers.every((each) => Number.isInteger(each) && each >= 0 && each < 256)
      ? Uint8Array.from(numbers as number[])
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a key in the format of Solana's tools (64 numbers in JSON) or of wallet exports (base58). Both contain the
 * secret key followed by the public key. The seed of the owner's secrets is HKDF-SHA256 of the secret key, so that the
 * owner has to keep only this file.
 */
export function readWallet(text: string): Result<Wallet, string> {
  const bytes = bytesOf(text.trim());
  if (bytes?.length !== KEY_BYTES) return err('The key is neither 64 numbers in JSON nor 64 bytes in base58.');
  const secretKey = bytes.slice(0, 32);
  const publicKey = ed25519.getPublicKey(secretKey);
  if (publicKey.some((byte, at) => byte !== bytes[32 + at]))
    return err('The two halves of the key do not belong together.');
  const seed = new Uint8Array(hkdfSync('sha256', secretKey, new Uint8Array(), SEED_INFO, 32));
  return ok({
    address: solanaAddress(encodeBase58(publicKey)),
    sign: (message) => encodeBase58(ed25519.sign(new TextEncoder().encode(message), secretKey)),
    secretFor: (agent) => ownerSecret(seed, agent),
  });
}
