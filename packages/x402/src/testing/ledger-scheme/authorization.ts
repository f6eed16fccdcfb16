import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';
import { canonicalJson } from '../../domain/payment-terms.ts';

/** A payer's order to book a transfer. Addresses are Ed25519 public keys in base58. */
export const Authorization = z.strictObject({
  from: SolanaAddress,
  to: SolanaAddress,
  asset: SolanaAddress,
  amount: AtomicAmount,
  nonce: z.string().min(16).max(64),
  /** ms since 1970 after which the ledger refuses the transfer. */
  validUntil: AtomicAmount,
});
export type Authorization = z.output<typeof Authorization>;

/** `payload` of an x402 payment. `note` is neither signed nor part of the payment's identity. */
export const LedgerPayload = z.strictObject({
  authorization: Authorization,
  signature: z.string().max(128),
  note: z.string().optional(),
});

const signedText = (authorization: Authorization) => Buffer.from(canonicalJson(authorization));

/** Identity of the payment: SHA-256 of the authorization, in hex. */
export const artefactOf = (authorization: Authorization): string =>
  createHash('sha256').update(signedText(authorization)).digest('hex');

export const signAuthorization = (authorization: Authorization, key: KeyObject): string =>
  sign(null, signedText(authorization), key).toString('base64');

export function isSigned({ authorization, signature }: z.output<typeof LedgerPayload>): boolean {
  const x = Buffer.from(decodeBase58(authorization.from) ?? []).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, signedText(authorization), key, Buffer.from(signature, 'base64'));
}
