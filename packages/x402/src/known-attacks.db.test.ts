import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { ensureTokenAccount } from '@pos/ledger/token-accounts.ts';
import { createKeyPairSignerFromBytes, generateKeyPairSigner } from '@solana/kit';
import { toFacilitatorSvmSigner } from '@x402/svm';
import { ExactSvmScheme as OfficialFacilitator } from '@x402/svm/exact/facilitator';
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
import { dependenciesOf, facilitatorOf, startFixture, type Fixture } from './testing/facilitator-fixture.ts';
import type { WireRequest } from './testing/wire-request.ts';

/**
 * The attacks that the reference facilitator of @x402/svm 2.27 falls for. Where one can be shown in a call, it is first
 * shown there, so that the test is known to hold a real attack.
 */
describe('attacks that work elsewhere', () => {
  let fixture: Fixture;
  let officially: (request: WireRequest) => Promise<boolean>;

  beforeAll(async () => {
    fixture = await startFixture();
    const signer = await createKeyPairSignerFromBytes(fixture.keyBytes);
    officially = async ({ paymentPayload, paymentRequirements }) => {
      const official = new OfficialFacilitator(toFacilitatorSvmSigner(signer, { defaultRpcUrl: fixture.chain.url }));
      return (await official.verify(paymentPayload as never, paymentRequirements as never)).isValid;
    };
  });
  afterAll(() => fixture.close());

  const build = async (changes: Partial<PaymentParts> = {}): Promise<WireRequest> => {
    const { blockhash } = await fixture.solana.tip('confirmed');
    const parts = { payer: fixture.payer, terms: fixture.terms(), blockhash, ...changes };
    return requestOf(await buildTransaction(parts), parts.terms);
  };
  /** What both routes say to a payment that neither may take. */
  const refusals = async (request: WireRequest) => {
    const { facilitator } = fixture;
    const verified = await facilitator.verify(request);
    const settled = await facilitator.settle(request);
    expect([verified.isValid, settled.success, settled.transaction]).toEqual([false, false, '']);
    expect(settled.errorReason).toBe(verified.invalidReason);
    return verified.invalidReason;
  };
  const count = (outcomes: readonly boolean[]) => outcomes.filter(Boolean).length;

  it('1: the fee payer is drained by a dear compute budget', async () => {
    const attack = await build({ limit: computeUnitLimit(1_400_000), price: computeUnitPrice(5_000_000n) });
    expect(await officially(attack)).toBe(true);
    const before = await fixture.solana.balance(fixture.key.address);
    expect(await refusals(attack)).toMatch(/too_high$/);
    expect(await fixture.solana.balance(fixture.key.address)).toBe(before);
  });

  it('2: the fee payer lends its signature to an instruction', async () => {
    const attack = await build({ rest: [memo('signed by the facilitator', [readonlySigner(fixture.key.address)])] });
    expect(await officially(attack)).toBe(true);
    expect(await refusals(attack)).toBe('invalid_exact_svm_payload_fee_payer_not_isolated');
  });

  it('3: one payment is presented to two facilitators', async () => {
    const payment = await fixture.pay();
    expect([await officially(payment), await officially(payment)]).toEqual([true, true]);
    const other = facilitatorOf(dependenciesOf(fixture.database.worker, fixture.solana, fixture.key));
    expect(await fixture.facilitator.verify(payment)).toMatchObject({ isValid: true });
    expect(await other.verify(payment)).toMatchObject({ isValid: false, invalidReason: 'payment_already_claimed' });
    expect(await fixture.facilitator.settle(payment)).toMatchObject({ success: true });
    expect(await other.verify(payment)).toMatchObject({ isValid: false, invalidReason: 'payment_already_claimed' });
  });

  it('3b: a payment settled for one server is settled again for another that serves upon settling', async () => {
    const other = facilitatorOf(dependenciesOf(fixture.database.worker, fixture.solana, fixture.key));
    const upfront = fixture.terms({ extra: { feePayer: fixture.key.address, paymentFlow: 'upfront' } });
    const before = fixture.received();
    const payment = await fixture.pay(upfront);
    const settled = await Promise.all(
      [fixture.facilitator, other, fixture.facilitator, other].map((each) => each.settle(payment)),
    );
    expect(count(settled.map(({ success }) => success === true))).toBe(1);
    expect(new Set(settled.map(({ transaction }) => transaction)).size).toBe(1);
    expect(fixture.received() - before).toBe(10_000n);
    const verifiedFirst = await fixture.pay(upfront);
    expect(await fixture.facilitator.verify(verifiedFirst)).toMatchObject({ isValid: true });
    expect(await fixture.facilitator.settle(verifiedFirst)).toMatchObject({ success: true });
    expect(await other.settle(verifiedFirst)).toMatchObject({ success: false, errorReason: 'duplicate_settlement' });
  });

  it('3c: a payment is settled under other terms while it is being verified for a server that serves at once', async () => {
    const payment = await fixture.pay();
    const upfront = {
      ...payment.paymentRequirements,
      extra: { ...payment.paymentRequirements.extra, paymentFlow: 'upfront' },
    };
    const elsewhere = {
      ...payment,
      paymentRequirements: upfront,
      paymentPayload: { ...payment.paymentPayload, accepted: upfront },
    };
    let verified: Promise<unknown> | undefined;
    // The simulation is between looking for the payment and claiming it.
    const simulate: typeof fixture.solana.simulate = async (wire) => {
      await (verified ??= fixture.facilitator.verify(payment));
      return fixture.solana.simulate(wire);
    };
    const racing = facilitatorOf(dependenciesOf(fixture.database.worker, { ...fixture.solana, simulate }, fixture.key));
    expect(await racing.settle(elsewhere)).toMatchObject({
      success: false,
      errorReason: 'payment_claimed_for_other_requirements',
      transaction: '',
    });
    expect(await verified).toMatchObject({ isValid: true });
    expect(await fixture.facilitator.settle(payment)).toMatchObject({ success: true });
  });

  it('3d: of two requests to settle what one server verified, the slower one finds it on chain and says so', async () => {
    const payment = await fixture.pay();
    expect(await fixture.facilitator.verify(payment)).toMatchObject({ isValid: true });
    let settled: Promise<unknown> | undefined;
    const simulate: typeof fixture.solana.simulate = async (wire) => {
      await (settled ??= fixture.facilitator.settle(payment));
      return fixture.solana.simulate(wire);
    };
    const slower = facilitatorOf(dependenciesOf(fixture.database.worker, { ...fixture.solana, simulate }, fixture.key));
    expect(await slower.settle(payment)).toMatchObject({ success: true });
    expect(await settled).toMatchObject({ success: true });
  });

  it('4: ten replays at once run ten handlers', async () => {
    const payment = await fixture.pay();
    const verified = await Promise.all(Array.from({ length: 10 }, () => fixture.facilitator.verify(payment)));
    expect(count(verified.map(({ isValid }) => isValid === true))).toBe(1);
  });

  it('4b: a payment is signed anew, so that it looks like another', async () => {
    const payment = await fixture.pay();
    expect(await fixture.facilitator.verify(payment)).toMatchObject({ isValid: true });
    const bytes = Buffer.from(String(payment.paymentPayload.payload['transaction']), 'base64');
    bytes[7] = 0xff;
    const disguised = {
      ...payment,
      paymentPayload: { ...payment.paymentPayload, payload: { transaction: bytes.toString('base64') } },
    };
    expect(await fixture.facilitator.verify(disguised)).toMatchObject({
      isValid: false,
      invalidReason: 'payment_already_claimed',
    });
  });

  it('5: a payment for one resource is presented at another of the same price', async () => {
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
    expect(await officially({ ...payment, paymentPayload: renamed })).toBe(true);
    expect(await refusals(forThere)).toBe('invalid_exact_svm_payload_memo_mismatch');
    expect(await fixture.facilitator.verify(payment)).toMatchObject({ isValid: true });
  });

  it('5b: without a memo, a verified payment is settled for another resource or other terms', async () => {
    const payment = await fixture.pay();
    expect(await fixture.facilitator.verify(payment)).toMatchObject({ isValid: true });
    const elsewhere = {
      ...payment,
      paymentPayload: { ...payment.paymentPayload, resource: { url: 'https://agent.example/others' } },
    };
    expect(await fixture.facilitator.settle(elsewhere)).toMatchObject({
      errorReason: 'payment_claimed_for_other_requirements',
    });
    const longer = { ...fixture.terms(), maxTimeoutSeconds: 61 };
    const otherTerms = {
      ...payment,
      paymentRequirements: longer,
      paymentPayload: { ...payment.paymentPayload, accepted: longer },
    };
    expect(await fixture.facilitator.settle(otherTerms)).toMatchObject({
      errorReason: 'payment_claimed_for_other_requirements',
    });
    expect(await fixture.facilitator.settle(payment)).toMatchObject({ success: true });
  });

  it('6: a payment identifier is ignored', async () => {
    const named = (id: string | undefined, required = true) => ({
      'payment-identifier': { info: { required, ...(id === undefined ? {} : { id }) } },
    });
    const id = `pay_${crypto.randomUUID().replaceAll('-', '')}`;
    const first = await fixture.pay(fixture.terms(), { extensions: named(id) });
    const second = await fixture.pay(fixture.terms(), { extensions: named(id) });
    const before = fixture.received();
    expect(await fixture.facilitator.verify(first)).toMatchObject({ isValid: true });
    expect(await fixture.facilitator.verify(second)).toMatchObject({
      code: 'payment-identifier-conflict',
      isValid: false,
    });
    const settled = await fixture.facilitator.settle(first);
    expect(await fixture.facilitator.settle(first)).toEqual(settled);
    expect(await fixture.facilitator.settle(second)).toMatchObject({
      code: 'payment-identifier-conflict',
      success: false,
    });
    expect(fixture.received() - before).toBe(10_000n);
    expect(await refusals(await fixture.pay(fixture.terms(), { extensions: named(undefined) }))).toBe(
      'payment_identifier_required',
    );
    expect(await refusals(await fixture.pay(fixture.terms(), { extensions: named('short') }))).toBe(
      'payment_identifier_invalid',
    );
    const optional = await fixture.pay(fixture.terms(), { extensions: named(undefined, false) });
    expect(await fixture.facilitator.verify(optional)).toMatchObject({ isValid: true });
  });

  it('7: the payee has no token account, and nobody makes one', async () => {
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
      'a blockhash of nowhere',
      () => ({ blockhash: fixture.payee as string }),
      'invalid_exact_svm_transaction_simulation_failed',
    ],
  ])('refuses %s', async (_, changes, reason) => {
    expect(await refusals(await build(changes()))).toBe(reason);
  });

  it.each([
    ['scheme', { scheme: 'upto' }, 'invalid_exact_svm_unsupported_scheme'],
    ['network', { network: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp' }, 'invalid_exact_svm_network_mismatch'],
    ['fee payer', { extra: {} }, 'invalid_exact_svm_payload_missing_fee_payer'],
    [
      'managed fee payer',
      { extra: { feePayer: 'So11111111111111111111111111111111111111112' } },
      'invalid_exact_svm_fee_payer_not_managed_by_facilitator',
    ],
    [
      'asset',
      { asset: 'So11111111111111111111111111111111111111112' },
      'invalid_exact_svm_payload_no_transfer_instruction',
    ],
  ])('refuses terms with a foreign %s', async (_, changes, reason) => {
    const payment = await build();
    const terms = fixture.terms(changes);
    const refused = await refusals({
      ...payment,
      paymentRequirements: terms,
      paymentPayload: { ...payment.paymentPayload, accepted: terms },
    });
    expect([reason, 'invalid_exact_svm_payload_mint_mismatch']).toContain(refused);
  });

  it('refuses what was accepted under other terms than are asked', async () => {
    const payment = await build();
    expect(await refusals({ ...payment, paymentRequirements: fixture.terms({ amount: '20000' }) })).toBe(
      'payment_requirements_mismatch',
    );
  });

  it('refuses a payer without the money before anything is signed', async () => {
    const poor = await generateKeyPairSigner();
    await fixture.chain.mintUsdc(poor.address, 9_999n);
    expect(await refusals(await fixture.pay(fixture.terms(), { payer: poor }))).toBe('insufficient_funds');
  });
});
