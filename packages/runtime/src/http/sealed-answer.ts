import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { ControlProof } from '@pos/contract/schemas/control-proof.ts';
import type * as z from 'zod';

type Proof = z.output<typeof ControlProof>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The key follows from the signature of the control proof, which the registry does not store. A stored answer, such as
 * an opened history, is therefore readable only for the sender of the request.
 */
const keyOf = ({ challengeId, signature }: Proof): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', signature, challengeId, 'pos stored answer', 32));

/** Encrypts an answer with AES-256-GCM: nonce, ciphertext, tag. */
export function sealAnswer(proof: Proof, answer: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(proof), nonce);
  return Buffer.concat([nonce, cipher.update(answer, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Throws if the answer was stored for another control proof. */
export function openAnswer(proof: Proof, sealed: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(proof), sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const opened = [decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
  return Buffer.concat(opened).toString('utf8');
}
