import { createPublicKey, verify } from 'node:crypto';
import type { WireTransaction } from './wire-transaction.ts';

/** The DER prefix of an Ed25519 public key (RFC 8410). The 32 bytes of the key follow it. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * True if every required signature is present and valid. The machine also checks signatures. This check is for refusals
 * that are decided before the machine runs.
 */
export function verifySignatures(transaction: WireTransaction): boolean {
  return transaction.signatures.every((signature, index) => {
    const address = transaction.message.staticKeys[index];
    if (address === undefined) return false;
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, address]), format: 'der', type: 'spki' });
    return verify(null, transaction.message.bytes, key, signature);
  });
}
