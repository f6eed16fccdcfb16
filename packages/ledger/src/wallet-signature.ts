import { ed25519 } from '@noble/curves/ed25519.js';
import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';

/**
 * Decodes a 64-byte signature from base58, as Solana wallets write it, or base64url. Returns `undefined` for other
 * texts.
 */
export function decodeSignature(text: string): Uint8Array | undefined {
  const base58 = decodeBase58(text);
  if (base58?.length === 64) return base58;
  const base64 = /^[A-Za-z0-9_-]{86}={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
  return base64?.length === 64 ? Uint8Array.from(base64) : undefined;
}

/**
 * Whether a wallet signed the UTF-8 bytes of a text. Verifies Ed25519 by RFC 8032 with strict checks, which refuse keys
 * of small order and non-canonical encodings of a signature.
 */
export function walletSigned(wallet: SolanaAddress, text: string, signature: string): boolean {
  const [key, bytes] = [decodeBase58(wallet), decodeSignature(signature)];
  if (key === undefined || bytes === undefined) return false;
  try {
    return ed25519.verify(bytes, new TextEncoder().encode(text), key, { zip215: false });
  } catch {
    return false;
  }
}
