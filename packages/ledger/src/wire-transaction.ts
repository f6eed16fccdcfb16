import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { transactionSignature, type TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { FacilitatorKey } from './facilitator-key.ts';

const SIGNATURE_BYTES = 64;

/** A transaction signed by its fee payer, and the fee payer's signature, which identifies the transaction on chain. */
export interface SignedTransaction {
  readonly wire: Uint8Array;
  readonly signature: TransactionSignature;
}

/**
 * Encodes a transaction for the wire. The parts are the number of signatures in one byte (at most 127), the signatures
 * and the message.
 */
export function joinTransaction(signatures: readonly Uint8Array[], messageBytes: Uint8Array): Uint8Array {
  if (signatures.length > 127) throw new RangeError('A transaction of more than 127 signatures has no one-byte count');
  return Uint8Array.from(Buffer.concat([Uint8Array.of(signatures.length), ...signatures, messageBytes]));
}

/** Signs as the fee payer, whose signature is the first. The other signatures do not change. */
export function signAsFeePayer(
  key: FacilitatorKey,
  transaction: { readonly signatures: readonly Uint8Array[]; readonly messageBytes: Uint8Array },
): SignedTransaction {
  const own = key.sign(transaction.messageBytes);
  const wire = joinTransaction([own, ...transaction.signatures.slice(1)], transaction.messageBytes);
  return { wire, signature: transactionSignature(encodeBase58(own.subarray(0, SIGNATURE_BYTES))) };
}
