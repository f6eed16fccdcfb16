import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureTokenAccount } from '@pos/ledger/token-accounts.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { generateKeyPairSigner } from '@solana/kit';
import { startFixture, type Fixture } from '../../testing/facilitator-fixture.ts';
import type { WireRequest } from '../../testing/wire-request.ts';
import { resourceMemo } from './domain/resource-memo.ts';
import {
  buildTransaction,
  computeUnitLimit,
  computeUnitPrice,
  memo,
  readonlySigner,
  requestOf,
  type PaymentParts,
} from './testing/build-payment.ts';
import { acceptedByReference } from './testing/exact-svm-under-test.ts';

/**
 * Attacks that use the contents of a transaction. `../../known-attacks.db.test.ts` has the attacks on the code that all
 * schemes share. The reference facilitator is @x402/svm 2.27.
 */
describe('attacks on the scheme exact on Solana', () => {
  let fixture: Fixture;
  let acceptedElsewhere: Awaited<ReturnType<typeof acceptedByReference>>;

  beforeAll(async () => {
    fixture = await startFixture();
    acceptedElsewhere = await acceptedByReference(fixture);
  });
  afterAll(() => fixture.close());

  const build = async (changes: Partial<PaymentParts> = {}): Promise<WireRequest> => {
    const { blockhash } = await fixture.solana.tip('confirmed');
    const parts = { payer: fixture.payer, terms: fixture.terms(), blockhash, ...changes };
    return requestOf(await buildTransaction(parts), parts.terms);
  };
  /** The reason with which both routes refuse a payment. */
  const refusals = async (request: WireRequest) => {
    const { facilitator } = fixture;
    const verified = await facilitator.verify(request);
    const settled = await facilitator.settle(request);
    expect([verified.isValid, settled.success, settled.transaction]).toEqual([false, false, '']);
    expect(settled.errorReason).toBe(verified.invalidReason);
    return verified.invalidReason;
  };

  it('1: an expensive compute budget does not drain the fee payer', async () => {
    const attack = await build({ limit: computeUnitLimit(1_400_000), price: computeUnitPrice(5_000_000n) });
    expect(await acceptedElsewhere(attack)).toBe(true);
    const before = await fixture.solana.balance(fixture.key.address);
    expect(await refusals(attack)).toMatch(/too_high$/);
    expect(await fixture.solana.balance(fixture.key.address)).toBe(before);
  });

  it("2: no instruction uses the fee payer's signature", async () => {
    const attack = await build({ rest: [memo('signed by the facilitator', [readonlySigner(fixture.key.address)])] });
    expect(await acceptedElsewhere(attack)).toBe(true);
    expect(await refusals(attack)).toBe('invalid_exact_svm_payload_fee_payer_not_isolated');
  });

  it('5: a payment bound to one resource is refused at another of the same price', async () => {
    const [here, there] = ['https://agent.example/answers', 'https://agent.example/others'];
    const bound = (resource: string) =>
      fixture.terms({ extra: { feePayer: fixture.key.address, memo: resourceMemo(resource) } });
    const payment = await fixture.pay(bound(here), { resource: here });
    const renamed = { ...payment.paymentPayload, resource: { url: there } };
    expect(await refusals({ ...payment, paymentPayload: renamed })).toBe('payment_resource_mismatch');
    const forThere = {
      ...payment,
      paymentRequirements: bound(there),
      paymentPayload: { ...renamed, accepted: bound(there) },
    };
    expect(await acceptedElsewhere({ ...payment, paymentPayload: renamed })).toBe(true);
    expect(await refusals(forThere)).toBe('invalid_exact_svm_payload_memo_mismatch');
    expect(await fixture.facilitator.verify(payment)).toMatchObject({ isValid: true });
  });

  it('7: a payee without a token account is named as the reason, and can be given one', async () => {
    const payTo = solanaAddress((await generateKeyPairSigner()).address);
    const terms = fixture.terms({ payTo });
    expect(await refusals(await fixture.pay(terms))).toBe('pay_to_token_account_missing');
    const mint = solanaAddress(fixture.chain.usdcMint);
    const [made, again] = await Promise.all(
      [1, 2].map(() => ensureTokenAccount(fixture.solana, fixture.key, { owner: payTo, mint })),
    );
    expect([made?.ok, again?.ok]).toEqual([true, true]);
    expect(await ensureTokenAccount(fixture.solana, fixture.key, { owner: payTo, mint })).toMatchObject({
      ok: true,
      value: { createdBy: undefined },
    });
    expect(await fixture.facilitator.settle(await fixture.pay(terms))).toMatchObject({ success: true });
  });

  it.each([
    ['another amount', () => ({ amount: 9_999n }), 'invalid_exact_svm_payload_amount_mismatch'],
    ['another mint', () => ({ mint: fixture.payee as string }), 'invalid_exact_svm_payload_mint_mismatch'],
    [
      'another payee',
      () => ({ payTo: fixture.payer.address as string }),
      'invalid_exact_svm_payload_recipient_mismatch',
    ],
    [
      'another fee payer',
      () => ({ feePayer: fixture.payer.address as string }),
      'invalid_exact_svm_fee_payer_mismatch',
    ],
    [
      'an unknown blockhash',
      () => ({ blockhash: fixture.payee as string }),
      'invalid_exact_svm_transaction_simulation_failed',
    ],
  ])('refuses %s', async (_, changes, reason) => {
    expect(await refusals(await build(changes()))).toBe(reason);
  });

  it.each([
    ['missing fee payer', { extra: {} }, 'invalid_exact_svm_payload_missing_fee_payer'],
    [
      'foreign fee payer',
      { extra: { feePayer: 'So11111111111111111111111111111111111111112' } },
      'invalid_exact_svm_fee_payer_not_managed_by_facilitator',
    ],
    [
      'foreign asset',
      { asset: 'So11111111111111111111111111111111111111112' },
      'invalid_exact_svm_payload_mint_mismatch',
    ],
  ])('refuses terms with a %s', async (_, changes, reason) => {
    const payment = await build();
    const terms = fixture.terms(changes);
    const paymentPayload = { ...payment.paymentPayload, accepted: terms };
    expect(await refusals({ ...payment, paymentRequirements: terms, paymentPayload })).toBe(reason);
  });
});
