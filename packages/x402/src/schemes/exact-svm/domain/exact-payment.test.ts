import { beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM, type Mint } from '@pos/ledger/mint.ts';
import { associatedTokenAddress } from '@pos/ledger/token-accounts.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import {
  AccountRole,
  address,
  generateKeyPairSigner,
  type Address,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import {
  buildTransaction,
  computeUnitLimit,
  computeUnitPrice,
  LIGHTHOUSE_PROGRAM,
  memo,
  MEMO_PROGRAM,
  offlineTerms,
  readonlySigner,
  transferOf,
  type PaymentParts,
} from '../testing/build-payment.ts';
import type { Terms } from '../../../testing/wire-request.ts';
import { decideExactPayment, type PaymentContext } from './exact-payment.ts';
import { FEE_LIMITS } from './limits.ts';
import { parsePaymentTransaction } from './payment-transaction.ts';

const BLOCKHASH = '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM';

describe('decideExactPayment', () => {
  let feePayer: SolanaAddress;
  let payer: KeyPairSigner;
  let cosigner: KeyPairSigner;
  let stranger: SolanaAddress;
  let terms: Terms;
  let context: PaymentContext;

  beforeAll(async () => {
    const signers = await Promise.all([1, 2, 3, 4, 5].map(() => generateKeyPairSigner()));
    [payer, cosigner] = signers as [KeyPairSigner, KeyPairSigner];
    const [facilitator, payee, other] = signers.slice(2).map((signer) => solanaAddress(signer.address)) as [
      SolanaAddress,
      SolanaAddress,
      SolanaAddress,
    ];
    [feePayer, stranger] = [facilitator, other];
    terms = offlineTerms(feePayer, payee);
    const mint: Mint = {
      address: solanaAddress(terms.asset),
      tokenProgram: TOKEN_PROGRAM,
      decimals: 6,
      deliversExactly: true,
    };
    const destination = await associatedTokenAddress({ owner: payee, mint: mint.address, tokenProgram: TOKEN_PROGRAM });
    context = { feePayer, mint, destination, tables: new Map(), limits: FEE_LIMITS };
  });

  const decide = async (
    changes: Partial<PaymentParts> = {},
    around: Partial<PaymentContext> = {},
    asked: Partial<Terms> = {},
  ) => {
    const parsed = parsePaymentTransaction(await buildTransaction({ payer, terms, blockhash: BLOCKHASH, ...changes }));
    if (!parsed.ok) throw new Error('The test built a transaction that cannot be read');
    return decideExactPayment(parsed.value, PaymentRequirements.parse({ ...terms, ...asked }), {
      ...context,
      ...around,
    });
  };
  const refusal = async (...given: Parameters<typeof decide>) => {
    const decided = await decide(...given);
    return decided.ok ? 'accepted' : decided.error;
  };

  it('accepts what the scheme allows: three to seven instructions, memos and assertions', async () => {
    const assertion: Instruction = {
      programAddress: LIGHTHOUSE_PROGRAM,
      accounts: [readonlySigner(payer.address)],
      data: new Uint8Array([1]),
    };
    expect(await decide()).toEqual({ ok: true, value: { payer: payer.address } });
    expect(await refusal({ rest: [] })).toBe('accepted');
    expect(await refusal({ rest: [memo('a'), assertion, memo('b'), assertion] })).toBe('accepted');
  });

  it('accepts Token-2022 under the same rules', async () => {
    const tokenProgram = TOKEN_2022_PROGRAM;
    const mint: Mint = { ...context.mint, tokenProgram };
    const destination = await associatedTokenAddress({
      owner: solanaAddress(terms.payTo),
      mint: mint.address,
      tokenProgram,
    });
    const built = { tokenProgram: address(tokenProgram) };
    expect(await refusal(built, { mint, destination })).toBe('accepted');
    expect(await refusal(built, { mint: { ...mint, deliversExactly: false }, destination })).toBe(
      'invalid_exact_svm_payload_mint_not_exact',
    );
    expect(await refusal(built)).toBe('invalid_exact_svm_payload_no_transfer_instruction');
  });

  it('requires the exact amount, mint and destination', async () => {
    expect(await refusal({ amount: 9_999n })).toBe('invalid_exact_svm_payload_amount_mismatch');
    expect(await refusal({ amount: 10_001n })).toBe('invalid_exact_svm_payload_amount_mismatch');
    expect(await refusal({ decimals: 9 })).toBe('invalid_exact_svm_payload_amount_mismatch');
    expect(await refusal({ mint: stranger })).toBe('invalid_exact_svm_payload_mint_mismatch');
    expect(await refusal({ payTo: stranger })).toBe('invalid_exact_svm_payload_recipient_mismatch');
  });

  it('refuses a payment from a token account to itself', async () => {
    const transfer = await transferOf({ payer, terms, blockhash: BLOCKHASH });
    const [, ...accounts] = transfer.accounts ?? [];
    const circular = {
      ...transfer,
      accounts: [{ address: address(context.destination), role: AccountRole.WRITABLE }, ...accounts],
    };
    expect(await refusal({ transfer: circular })).toBe('payment_moves_nothing');
  });

  it('limits the fee that a payer can make the facilitator pay', async () => {
    expect(await refusal({ limit: computeUnitLimit(FEE_LIMITS.maxComputeUnits) })).toBe('accepted');
    expect(await refusal({ limit: computeUnitLimit(FEE_LIMITS.maxComputeUnits + 1) })).toMatch(
      /compute_limit_instruction_too_high$/,
    );
    expect(await refusal({ price: computeUnitPrice(FEE_LIMITS.maxMicroLamportsPerUnit) })).toBe('accepted');
    expect(await refusal({ price: computeUnitPrice(FEE_LIMITS.maxMicroLamportsPerUnit + 1n) })).toMatch(
      /compute_price_instruction_too_high$/,
    );
    const signing = (account: KeyPairSigner) => ({
      address: account.address,
      role: AccountRole.READONLY_SIGNER,
      signer: account,
    });
    expect(await refusal({ rest: [memo('two payers', [signing(cosigner)])] })).toBe('accepted');
    const crowd = await Promise.all([1, 2].map(() => generateKeyPairSigner()));
    expect(await refusal({ rest: [memo('a crowd', crowd.map(signing))] })).toBe(
      'invalid_exact_svm_payload_excessive_signers',
    );
  });

  it('requires the instructions in their places, and no others', async () => {
    const transfer = await transferOf({ payer, terms, blockhash: BLOCKHASH });
    expect(await refusal({ limit: computeUnitPrice(1n) })).toMatch(/compute_limit_instruction$/);
    expect(await refusal({ price: computeUnitLimit(1) })).toMatch(/compute_price_instruction$/);
    expect(await refusal({ transfer: memo('no transfer') })).toBe('invalid_exact_svm_payload_no_transfer_instruction');
    expect(await refusal({ rest: [transfer] })).toBe('invalid_exact_svm_payload_unknown_optional_instruction');
    expect(await refusal({ rest: [computeUnitLimit(1_400_000)] })).toBe(
      'invalid_exact_svm_payload_unknown_optional_instruction',
    );
    expect(await refusal({ rest: [1, 2, 3, 4, 5].map((each) => memo(String(each))) })).toMatch(/instructions_length$/);
  });

  it('requires program, tag and length of the compute budget instructions', async () => {
    const budget = address('ComputeBudget111111111111111111111111111111');
    const raw = (programAddress: Address, tag: number, bytes: number): Instruction => ({
      programAddress,
      data: Uint8Array.of(tag, ...new Uint8Array(bytes - 1)),
    });
    expect(await refusal({ limit: raw(budget, 2, 5), price: raw(budget, 3, 9) })).toBe('accepted');
    for (const limit of [raw(MEMO_PROGRAM, 2, 5), raw(budget, 3, 5), raw(budget, 2, 4), raw(budget, 2, 6)])
      expect(await refusal({ limit })).toMatch(/compute_limit_instruction$/);
    for (const price of [raw(MEMO_PROGRAM, 3, 9), raw(budget, 2, 9), raw(budget, 3, 8), raw(budget, 3, 10)])
      expect(await refusal({ price })).toMatch(/compute_price_instruction$/);
  });

  it('requires program, tag, length and four accounts of the transfer', async () => {
    const transfer = await transferOf({ payer, terms, blockhash: BLOCKHASH });
    const data = Uint8Array.from(transfer.data ?? []);
    const others: readonly Instruction[] = [
      { ...transfer, programAddress: MEMO_PROGRAM },
      { ...transfer, data: Uint8Array.of(3, ...data.subarray(1)) },
      { ...transfer, data: data.subarray(0, -1) },
      { ...transfer, data: Uint8Array.of(...data, 0) },
      { ...transfer, accounts: (transfer.accounts ?? []).slice(0, 3) },
    ];
    for (const other of others)
      expect(await refusal({ transfer: other })).toBe('invalid_exact_svm_payload_no_transfer_instruction');
    expect(await refusal({}, {}, { asset: stranger })).toBe('invalid_exact_svm_payload_mint_mismatch');
  });

  it("accepts no instruction that uses the fee payer's signature", async () => {
    expect(await refusal({ rest: [memo('a signer', [readonlySigner(feePayer)])] })).toBe(
      'invalid_exact_svm_payload_fee_payer_not_isolated',
    );
    const looking = { address: address(feePayer), role: AccountRole.READONLY };
    expect(await refusal({ rest: [memo('an account', [looking])] })).toBe(
      'invalid_exact_svm_payload_fee_payer_not_isolated',
    );
    expect(await refusal({ limit: { ...computeUnitLimit(20_000), accounts: [looking] } })).toBe(
      'invalid_exact_svm_payload_fee_payer_not_isolated',
    );
    const transfer = await transferOf({ payer, terms, blockhash: BLOCKHASH });
    const [source, mintAccount, destination] = transfer.accounts ?? [];
    const spending = {
      ...transfer,
      accounts: [source, mintAccount, destination, readonlySigner(feePayer)],
    } as Instruction;
    expect(await refusal({ transfer: spending })).toBe(
      'invalid_exact_svm_payload_transaction_fee_payer_transferring_funds',
    );
    expect(await refusal({ feePayer: stranger })).toBe('invalid_exact_svm_fee_payer_mismatch');
  });

  it('resolves lookup tables, and refuses indexes that it cannot resolve', async () => {
    const table = address('Fy1PuuCCVtmHKVHJzDqZKQc4X3tn4qFyU6B1BGgQ4Pww');
    const tables = { [table]: [address(stranger), address(context.destination), address(terms.asset)] };
    const known = new Map([[solanaAddress(table), tables[table]?.map((entry) => solanaAddress(entry)) ?? []]]);
    expect(await refusal({ tables }, { tables: known })).toBe('accepted');
    expect(await refusal({ tables })).toBe('invalid_exact_svm_payload_lookup_table_unresolved');
    const shorter = new Map([[solanaAddress(table), [stranger, context.destination]]]);
    expect(await refusal({ tables }, { tables: shorter })).toBe('invalid_exact_svm_payload_lookup_table_unresolved');
    const swapped = new Map([[solanaAddress(table), [context.destination, stranger, solanaAddress(terms.asset)]]]);
    expect(await refusal({ tables }, { tables: swapped })).toBe('invalid_exact_svm_payload_recipient_mismatch');
    const hiding = { [table]: [address(stranger), address(feePayer)] };
    const hidden = new Map([[solanaAddress(table), [stranger, feePayer]]]);
    const lent = [memo('hidden', [{ address: address(stranger), role: AccountRole.READONLY }])];
    const lending = new Map([[solanaAddress(table), [feePayer, stranger]]]);
    expect(await refusal({ tables: hiding, rest: lent }, { tables: hidden })).toBe('accepted');
    expect(await refusal({ tables: hiding, rest: lent }, { tables: lending })).toBe(
      'invalid_exact_svm_payload_fee_payer_not_isolated',
    );
  });

  it('requires the memo of the terms, once', async () => {
    const asked = { extra: { feePayer, memo: 'order 7' } };
    expect(await refusal({ rest: [memo('order 7')] }, {}, asked)).toBe('accepted');
    expect(await refusal({ rest: [memo('order 8')] }, {}, asked)).toBe('invalid_exact_svm_payload_memo_mismatch');
    expect(await refusal({ rest: [] }, {}, asked)).toBe('invalid_exact_svm_payload_memo_count');
    expect(await refusal({ rest: [memo('order 7'), memo('order 7')] }, {}, asked)).toBe(
      'invalid_exact_svm_payload_memo_count',
    );
  });

  it('requires every signature except that of the facilitator', async () => {
    const bytes = Buffer.from(await buildTransaction({ payer, terms, blockhash: BLOCKHASH }), 'base64');
    const decideBytes = (changed: Uint8Array) => {
      const parsed = parsePaymentTransaction(Buffer.from(changed).toString('base64'));
      if (!parsed.ok) return parsed.error;
      const decided = decideExactPayment(parsed.value, PaymentRequirements.parse(terms), context);
      return decided.ok ? 'accepted' : decided.error;
    };
    const withByte = (at: number) => Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(decideBytes(bytes)).toBe('accepted');
    expect(decideBytes(withByte(1))).toBe('accepted');
    expect(decideBytes(withByte(1 + 64))).toBe('invalid_exact_svm_payload_signature_invalid');
    expect(decideBytes(withByte(bytes.length - 1))).toMatch(/signature_invalid|undecodable|unresolved/);
  });
});
