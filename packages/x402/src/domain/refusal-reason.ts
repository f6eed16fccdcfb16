/**
 * Why a payment is refused whatever its scheme, as `invalidReason` and `errorReason` say it. x402 clients branch on
 * these texts, so they stay as they are: `payment_already_claimed` and `payment_claimed_for_other_requirements` keep
 * the former word for a reservation, and the two codes for an unknown scheme and network are those of the official
 * facilitator.
 */
export type RefusalReason =
  | 'invalid_exact_svm_unsupported_scheme'
  | 'invalid_exact_svm_network_mismatch'
  | 'payment_requirements_mismatch'
  | 'payment_identifier_invalid'
  | 'payment_identifier_required'
  | 'payment_already_claimed'
  | 'payment_claimed_for_other_requirements'
  | 'payment_expired'
  | 'duplicate_settlement'
  | 'settlement_pending';
