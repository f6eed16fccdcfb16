import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { isSolanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { Payload, Requirements } from '../../../domain/payment-terms.ts';
import { parsePaymentTransaction, type PaymentTransaction } from './payment-transaction.ts';
import type { ExactSvmReason } from './refusal-reason.ts';
import { memoFitsResource } from './resource-memo.ts';

/** Terms and transaction of a payment, parsed but not compared yet. */
export interface ReadExactPayment {
  readonly transaction: PaymentTransaction;
  readonly requirements: Requirements;
  readonly asset: SolanaAddress;
  readonly payTo: SolanaAddress;
}

/**
 * Reads terms and transaction, and makes the checks that do not need the chain: fee payer, addresses, resource memo and
 * encoding.
 */
export function readExactPayment(
  payload: Payload,
  requirements: Requirements,
  facilitator: SolanaAddress,
): Result<ReadExactPayment, ExactSvmReason> {
  const { asset, payTo, extra } = requirements;
  const feePayer = extra?.['feePayer'];
  if (typeof feePayer !== 'string') return err('invalid_exact_svm_payload_missing_fee_payer');
  if (feePayer !== facilitator) return err('invalid_exact_svm_fee_payer_not_managed_by_facilitator');
  if (!isSolanaAddress(asset)) return err('invalid_exact_svm_payload_mint_mismatch');
  if (!isSolanaAddress(payTo)) return err('invalid_exact_svm_payload_recipient_mismatch');
  if (!memoFitsResource(extra?.['memo'], payload.resource?.url)) return err('payment_resource_mismatch');
  const transaction = parsePaymentTransaction(payload.payload['transaction']);
  if (!transaction.ok) return err('invalid_exact_svm_payload_transaction_could_not_be_decoded');
  return ok({ transaction: transaction.value, requirements, asset, payTo });
}
