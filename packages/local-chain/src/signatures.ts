import { createPublicKey, verify } from 'node:crypto';
import type { WireTransaction } from './wire-transaction.ts';

/** The fixed head of an Ed25519 public key in DER (RFC 8410); the 32 key bytes follow. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether every required signature is there and right. The machine checks too; this is for refusals that come before it. */
export function verifySignatures(transaction: WireTransaction): boolean {
  return transaction.signatures.every((signature, index) => {
    const address = transaction.message.staticKeys[index];
    if (address === undefined) return false;
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, address]), format: 'der', type: 'spki' });
    return verify(null, transaction.message.bytes, key, signature);
  });
}
