/**
 * Reasons for which the scheme refuses a payment, as sent in `invalidReason` and `errorReason`. The
 * `invalid_exact_svm_…` codes equal the codes of `@x402/svm`, because clients of the official facilitator branch on
 * them.
 */
export type ExactSvmReason =
  | 'invalid_exact_svm_payload_missing_fee_payer'
  | 'invalid_exact_svm_fee_payer_not_managed_by_facilitator'
  | 'invalid_exact_svm_fee_payer_mismatch'
  | 'invalid_exact_svm_payload_transaction_could_not_be_decoded'
  | 'invalid_exact_svm_payload_signature_invalid'
  | 'invalid_exact_svm_payload_excessive_signers'
  | 'invalid_exact_svm_payload_transaction_instructions_length'
  | 'invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction'
  | 'invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high'
  | 'invalid_exact_svm_payload_transaction_instructions_compute_price_instruction'
  | 'invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high'
  | 'invalid_exact_svm_payload_no_transfer_instruction'
  | 'invalid_exact_svm_payload_unknown_optional_instruction'
  | 'invalid_exact_svm_payload_transaction_fee_payer_transferring_funds'
  | 'invalid_exact_svm_payload_fee_payer_not_isolated'
  | 'invalid_exact_svm_payload_lookup_table_unresolved'
  | 'invalid_exact_svm_payload_mint_mismatch'
  | 'invalid_exact_svm_payload_mint_not_exact'
  | 'invalid_exact_svm_payload_recipient_mismatch'
  | 'invalid_exact_svm_payload_amount_mismatch'
  | 'invalid_exact_svm_payload_memo_count'
  | 'invalid_exact_svm_payload_memo_mismatch'
  | 'invalid_exact_svm_transaction_simulation_failed'
  | 'invalid_exact_svm_transaction_failed'
  | 'insufficient_funds'
  | 'pay_to_token_account_missing'
  | 'payment_moves_nothing'
  | 'payment_resource_mismatch';
