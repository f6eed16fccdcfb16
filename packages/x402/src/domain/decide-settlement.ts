import type { Claimant, SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** What is kept of a payment, as far as deciding goes. */
export interface PaymentState {
  readonly status: SettlementStatus;
  readonly claimedBy: Claimant;
  readonly bindingHash: string;
  readonly claimedAt: Date;
  readonly txSignature: TransactionSignature | null;
  readonly error: string | null;
}

interface SettlementRequest {
  readonly bindingHash: string;
  readonly servesAfterVerify: boolean;
  readonly maxTimeoutSeconds: number;
}

/**
 * `claim`: nobody has it yet · `send`: ours, not sent · `resume`: sent, outcome unknown · `tell-success` · `refuse`.
 * `once` says that a success may be told a single time, because it is what lets a server serve.
 */
export type SettlementDecision =
  | { readonly kind: 'claim' }
  | { readonly kind: 'send' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'tell-success'; readonly once: boolean }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason };

/** A success may be told again only where `/verify` had let one server serve, and this request is that server's. */
export const tellsOnce = (
  state: Pick<PaymentState, 'claimedBy'>,
  request: Pick<SettlementRequest, 'servesAfterVerify'>,
): boolean => state.claimedBy !== 'verify' || !request.servesAfterVerify;

/** What `/settle` does with a payment in the state it is found in. */
export function decideSettlement(
  state: PaymentState | undefined,
  request: SettlementRequest,
  now: Date,
): SettlementDecision {
  if (state === undefined) return { kind: 'claim' };
  if (state.bindingHash !== request.bindingHash)
    return { kind: 'refuse', reason: 'payment_claimed_for_other_requirements' };
  switch (state.status) {
    case 'claimed': {
      const ageMs = now.getTime() - state.claimedAt.getTime();
      return ageMs > request.maxTimeoutSeconds * 1000
        ? { kind: 'refuse', reason: 'payment_expired' }
        : { kind: 'send' };
    }
    case 'sent':
    case 'pending':
      return { kind: 'resume' };
    case 'confirmed':
    case 'finalized':
      return { kind: 'tell-success', once: tellsOnce(state, request) };
    case 'failed':
      return { kind: 'refuse', reason: failureReason(state.error) };
    case 'expired':
      return { kind: 'refuse', reason: 'payment_expired' };
  }
}

const TOLD_AS_THEY_ARE: readonly RefusalReason[] = [
  'insufficient_funds',
  'pay_to_token_account_missing',
  'invalid_exact_svm_transaction_simulation_failed',
];

/** What a failure is called outside: our own reasons as they are, the chain's under one name. */
export const failureReason = (error: string | null): RefusalReason =>
  TOLD_AS_THEY_ARE.find((reason) => reason === error) ?? 'invalid_exact_svm_transaction_failed';
