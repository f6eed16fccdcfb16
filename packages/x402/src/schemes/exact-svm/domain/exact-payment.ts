import type { Mint } from '@pos/ledger/mint.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { FeeLimits } from './limits.ts';
import { payersHaveSigned, type PaymentTransaction } from './payment-transaction.ts';
import type { Requirements } from '../../../domain/payment-terms.ts';
import type { ExactSvmReason } from './refusal-reason.ts';
import { resolveInstructions, type Instruction, type LookupTables } from './resolve-instructions.ts';

const COMPUTE_BUDGET = solanaAddress('ComputeBudget111111111111111111111111111111');
const MEMO = solanaAddress('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');
const LIGHTHOUSE = solanaAddress('L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95');

const SET_COMPUTE_UNIT_LIMIT = 2;
const SET_COMPUTE_UNIT_PRICE = 3;
const TRANSFER_CHECKED = 12;

/** Facts that the checks need in addition to the transaction and the terms. */
export interface PaymentContext {
  readonly feePayer: SolanaAddress;
  readonly mint: Mint;
  /** The associated token account of `payTo` for the mint. */
  readonly destination: SolanaAddress;
  readonly tables: LookupTables;
  readonly limits: FeeLimits;
}

export interface ExactPayment {
  readonly payer: SolanaAddress;
}

/**
 * Checks a transaction against the scheme `exact` on Solana. It must consist of a compute unit limit, a compute unit price, one TransferChecked, and then only Lighthouse assertions and memos, with at most seven instructions in all. The check is stricter than the reference implementation in two points. Fees are capped, and the fee payer must not appear in any instruction.
 * Source: x402 specification, `specs/schemes/exact/scheme_exact_svm.md`.
 */
export function decideExactPayment(
  transaction: PaymentTransaction,
  requirements: Requirements,
  context: PaymentContext,
): Result<ExactPayment, ExactSvmReason> {
  const envelope = decideEnvelope(transaction, context);
  if (!envelope.ok) return envelope;
  const [unitLimit, unitPrice, transfer, ...rest] = envelope.value;
  if (unitLimit === undefined || unitPrice === undefined || transfer === undefined || rest.length > 4) {
    return err('invalid_exact_svm_payload_transaction_instructions_length');
  }
  const budget = decideComputeBudget(unitLimit, unitPrice, context.limits);
  if (!budget.ok) return budget;
  const payment = decideTransfer(transfer, requirements, context);
  if (!payment.ok) return payment;
  if (rest.some(({ program }) => program !== MEMO && program !== LIGHTHOUSE)) {
    return err('invalid_exact_svm_payload_unknown_optional_instruction');
  }
  const memo = decideMemo(rest, requirements.extra?.['memo']);
  return memo.ok ? payment : memo;
}

/** Checks signers and fee payer. The facilitator must pay the fee, and no instruction may use its signature. */
function decideEnvelope(
  transaction: PaymentTransaction,
  { feePayer, tables, limits }: PaymentContext,
): Result<readonly Instruction[], ExactSvmReason> {
  if (transaction.staticAccounts[0] !== feePayer) return err('invalid_exact_svm_fee_payer_mismatch');
  if (transaction.signatures.length > limits.maxSignatures) return err('invalid_exact_svm_payload_excessive_signers');
  const instructions = resolveInstructions(transaction, tables);
  if (!instructions.ok) return err('invalid_exact_svm_payload_lookup_table_unresolved');
  const [, , transfer] = instructions.value;
  if (transfer?.accounts[3] === feePayer)
    return err('invalid_exact_svm_payload_transaction_fee_payer_transferring_funds');
  const isolated = instructions.value.every(
    ({ program, accounts }) => program !== feePayer && !accounts.includes(feePayer),
  );
  if (!isolated) return err('invalid_exact_svm_payload_fee_payer_not_isolated');
  return payersHaveSigned(transaction) ? instructions : err('invalid_exact_svm_payload_signature_invalid');
}

function decideComputeBudget(
  limit: Instruction,
  price: Instruction,
  limits: FeeLimits,
): Result<undefined, ExactSvmReason> {
  const limitView = viewOf(limit.data);
  if (limit.program !== COMPUTE_BUDGET || limit.data[0] !== SET_COMPUTE_UNIT_LIMIT || limit.data.length !== 5) {
    return err('invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction');
  }
  if (limitView.getUint32(1, true) > limits.maxComputeUnits) {
    return err('invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high');
  }
  const priceView = viewOf(price.data);
  if (price.program !== COMPUTE_BUDGET || price.data[0] !== SET_COMPUTE_UNIT_PRICE || price.data.length !== 9) {
    return err('invalid_exact_svm_payload_transaction_instructions_compute_price_instruction');
  }
  return priceView.getBigUint64(1, true) > limits.maxMicroLamportsPerUnit
    ? err('invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high')
    : ok(undefined);
}

function decideTransfer(
  { program, accounts, data }: Instruction,
  requirements: Requirements,
  { mint, destination }: PaymentContext,
): Result<ExactPayment, ExactSvmReason> {
  const [source, mintAccount, paidAccount, authority] = accounts;
  const isTransfer = program === mint.tokenProgram && data[0] === TRANSFER_CHECKED && data.length === 10;
  if (!isTransfer || authority === undefined) return err('invalid_exact_svm_payload_no_transfer_instruction');
  if (mintAccount !== mint.address || mint.address !== requirements.asset)
    return err('invalid_exact_svm_payload_mint_mismatch');
  if (!mint.deliversExactly) return err('invalid_exact_svm_payload_mint_not_exact');
  if (paidAccount !== destination) return err('invalid_exact_svm_payload_recipient_mismatch');
  // The token program allows a transfer from an account to itself that any delegate signs. Such a transfer would look
  // like a payment by the delegate but move nothing.
  if (source === destination) return err('payment_moves_nothing');
  const exact = viewOf(data).getBigUint64(1, true) === requirements.amount && data[9] === mint.decimals;
  return exact ? ok({ payer: authority }) : err('invalid_exact_svm_payload_amount_mismatch');
}

/** Checks that a transaction contains the memo of the terms and no other memo. Terms without a memo allow any memos. */
function decideMemo(rest: readonly Instruction[], expected: unknown): Result<undefined, ExactSvmReason> {
  if (expected === undefined || expected === null || expected === '') return ok(undefined);
  if (typeof expected !== 'string') return err('invalid_exact_svm_payload_memo_mismatch');
  const [memo, ...more] = rest.filter(({ program }) => program === MEMO);
  if (memo === undefined || more.length > 0) return err('invalid_exact_svm_payload_memo_count');
  return Buffer.from(expected, 'utf8').equals(memo.data)
    ? ok(undefined)
    : err('invalid_exact_svm_payload_memo_mismatch');
}

const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);
