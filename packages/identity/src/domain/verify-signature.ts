import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import type { PublicKey } from './public-key.ts';

/**
 * Whether a key signed a message. Ed25519 follows RFC 8032 with strict checks: no small-order keys, canonical
 * encodings. ECDSA signatures are over SHA-256 and must have a low S, so that a signature has only one valid form.
 */
export function verifySignature(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    if (key.curve === 'Ed25519') return ed25519.verify(signature, message, key.bytes, { zip215: false });
    const curve = key.curve === 'P-256' ? p256 : secp256k1;
    return curve.verify(signature, message, key.bytes, { lowS: true });
  } catch {
    return false;
  }
}
