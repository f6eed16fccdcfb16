/**
 * Reasons of refusals that all schemes share, as sent in `invalidReason` and `errorReason`. x402 clients branch on
 * these codes, so the codes never change. `payment_already_claimed` and `payment_claimed_for_other_requirements` keep
 * the former word for a reservation. The two codes for an unknown scheme and network are the official facilitator's
 * codes.
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
