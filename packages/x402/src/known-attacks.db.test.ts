import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { facilitatorOn, type Interference, type SchemeFixture } from './testing/scheme-under-test.ts';
import { SCHEMES_UNDER_TEST } from './testing/schemes-under-test.ts';
import type { WireRequest } from './testing/wire-request.ts';

/**
 * Attacks on the code that all payment schemes share. If one call to the reference facilitator of @x402/svm 2.27 can
 * demonstrate an attack, the test runs the attack there first, which shows that it is real.
 */
describe.each(SCHEMES_UNDER_TEST)('attacks that work elsewhere: $name', ({ start }) => {
  let fixture: SchemeFixture;
  let facilitator: ReturnType<typeof facilitatorOn>;

  beforeAll(async () => {
    fixture = await start();
    facilitator = facilitatorOn(fixture);
  });
  afterAll(() => fixture.close());

  const another = (hooks?: Interference) => facilitatorOn(fixture, undefined, hooks);
  const count = (outcomes: readonly boolean[]) => outcomes.filter(Boolean).length;
  const upfrontTerms = () => fixture.terms({ extra: { ...fixture.terms().extra, paymentFlow: 'upfront' } });
  /** The reason with which both routes refuse a payment. */
  const refusals = async (request: WireRequest) => {
    const verified = await facilitator.verify(request);
    const settled = await facilitator.settle(request);
    expect([verified.isValid, settled.success, settled.transaction]).toEqual([false, false, '']);
    expect(settled.errorReason).toBe(verified.invalidReason);
    return verified.invalidReason;
  };
  const underTerms = ({ paymentPayload, ...rest }: WireRequest, terms: WireRequest['paymentRequirements']) => ({
    ...rest,
    paymentRequirements: terms,
    paymentPayload: { ...paymentPayload, accepted: terms },
  });
  const withSignedTransaction = { success: true, transaction: expect.stringMatching(/./) };

  it('3: one payment presented to two facilitators is valid at one', async () => {
    const payment = await fixture.pay();
    if (fixture.acceptedElsewhere !== undefined) {
      const { acceptedElsewhere } = fixture;
      expect([await acceptedElsewhere(payment), await acceptedElsewhere(payment)]).toEqual([true, true]);
    }
    const other = another();
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
    expect(await other.verify(payment)).toMatchObject({ isValid: false, invalidReason: 'payment_already_claimed' });
    expect(await facilitator.settle(payment)).toMatchObject({ success: true });
    expect(await other.verify(payment)).toMatchObject({ isValid: false, invalidReason: 'payment_already_claimed' });
  });

  it('3b: a payment settled for one server is not settled again for another that serves upon settling', async () => {
    const other = another();
    const before = await fixture.received();
    const payment = await fixture.pay(upfrontTerms());
    const settled = await Promise.all([facilitator, other, facilitator, other].map((each) => each.settle(payment)));
    expect(count(settled.map(({ success }) => success === true))).toBe(1);
    expect(new Set(settled.map(({ transaction }) => transaction)).size).toBe(1);
    expect((await fixture.received()) - before).toBe(10_000n);
    const verifiedFirst = await fixture.pay(upfrontTerms());
    expect(await facilitator.verify(verifiedFirst)).toMatchObject({ isValid: true });
    expect(await facilitator.settle(verifiedFirst)).toMatchObject({ success: true });
    expect(await other.settle(verifiedFirst)).toMatchObject({ success: false, errorReason: 'duplicate_settlement' });
  });

  it('3c: a payment that is being verified is not settled under other terms meanwhile', async () => {
    const payment = await fixture.pay();
    const elsewhere = underTerms(payment, upfrontTerms());
    let verified: Promise<unknown> | undefined;
    const racing = another({ beforeRehearsal: () => (verified ??= facilitator.verify(payment)) });
    expect(await racing.settle(elsewhere)).toMatchObject({
      success: false,
      errorReason: 'payment_claimed_for_other_requirements',
      transaction: '',
    });
    expect(await verified).toMatchObject({ isValid: true });
    expect(await facilitator.settle(payment)).toMatchObject({ success: true });
  });

  it('3d: of two requests to settle a verified payment, the slower one reports that the payment is settled', async () => {
    const payment = await fixture.pay();
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
    let settled: Promise<unknown> | undefined;
    const slower = another({ beforeRehearsal: () => (settled ??= facilitator.settle(payment)) });
    expect(await slower.settle(payment)).toMatchObject({ success: true });
    expect(await settled).toMatchObject({ success: true });
  });

  it('3e: a request whose payment another request settles before the reservation gets the outcome of that settlement', async () => {
    const payment = await fixture.pay(upfrontTerms());
    let settled: ReturnType<typeof facilitator.settle> | undefined;
    const slower = another({ beforeRehearsal: () => (settled ??= facilitator.settle(payment)) });
    const answer = await slower.settle(payment);
    const { success, transaction } = (await settled) ?? {};
    expect(success).toBe(true);
    expect(answer).toMatchObject({ success: false, errorReason: 'duplicate_settlement', transaction });
  });

  it('4: of ten concurrent replays one is valid', async () => {
    const payment = await fixture.pay();
    const verified = await Promise.all(Array.from({ length: 10 }, () => facilitator.verify(payment)));
    expect(count(verified.map(({ isValid }) => isValid === true))).toBe(1);
  });

  it('4b: a payment with other bytes but the same message is the same payment', async () => {
    const payment = await fixture.pay();
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
    expect(fixture.disguise(payment)).not.toEqual(payment);
    expect(await facilitator.verify(fixture.disguise(payment))).toMatchObject({
      isValid: false,
      invalidReason: 'payment_already_claimed',
    });
  });

  it('5b: a verified payment is not settled for another resource or under other terms', async () => {
    const payment = await fixture.pay();
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
    const resource = { url: 'https://agent.example/others' };
    const elsewhere = { ...payment, paymentPayload: { ...payment.paymentPayload, resource } };
    const refused = { success: false, errorReason: 'payment_claimed_for_other_requirements' };
    expect(await facilitator.settle(elsewhere)).toMatchObject(refused);
    const longer = underTerms(payment, { ...fixture.terms(), maxTimeoutSeconds: 61 });
    expect(await facilitator.settle(longer)).toMatchObject(refused);
    expect(await facilitator.settle(payment)).toMatchObject({ success: true });
  });

  it('6: a payment identifier names one payment of a payee', async () => {
    const named = (id: string | undefined, required = true) => ({
      'payment-identifier': { info: { required, ...(id === undefined ? {} : { id }) } },
    });
    const pay = (extensions: ReturnType<typeof named>) => fixture.pay(fixture.terms(), { extensions });
    const id = `pay_${crypto.randomUUID().replaceAll('-', '')}`;
    const [first, second] = [await pay(named(id)), await pay(named(id))];
    const before = await fixture.received();
    const conflict = { code: 'payment-identifier-conflict' };
    expect(await facilitator.verify(first)).toMatchObject({ isValid: true });
    expect(await facilitator.verify(second)).toMatchObject({ ...conflict, isValid: false });
    const settled = await facilitator.settle(first);
    expect(settled).toMatchObject(withSignedTransaction);
    expect(await facilitator.settle(first)).toEqual(settled);
    expect(await facilitator.settle(second)).toMatchObject({ ...conflict, success: false });
    expect((await fixture.received()) - before).toBe(10_000n);
    expect(await refusals(await pay(named(undefined)))).toBe('payment_identifier_required');
    expect(await refusals(await pay(named('short')))).toBe('payment_identifier_invalid');
    expect(await facilitator.verify(await pay(named(undefined, false)))).toMatchObject({ isValid: true });
  });

  it('9: a request that dies before it sends is finished by the next one', async () => {
    const payment = await fixture.pay();
    const before = await fixture.received();
    const dying = another({ beforeSending: () => Promise.reject(new Error('died')) });
    await expect(dying.settle(payment)).rejects.toThrow('died');
    expect(await fixture.received()).toBe(before);
    expect(await facilitator.settle(payment)).toMatchObject(withSignedTransaction);
    expect((await fixture.received()) - before).toBe(10_000n);
  });

  it('9b: a request that dies before it records the outcome is finished by the next one', async () => {
    const payment = await fixture.pay(upfrontTerms());
    const before = await fixture.received();
    const dying = another({ beforeOutcome: () => Promise.reject(new Error('died')) });
    await expect(dying.settle(payment)).rejects.toThrow('died');
    const settled = await Promise.all([facilitator, another()].map((each) => each.settle(payment)));
    expect(count(settled.map(({ success }) => success === true))).toBe(1);
    expect((await fixture.received()) - before).toBe(10_000n);
  });

  it.each([
    ['scheme', { scheme: 'upto' }, 'invalid_exact_svm_unsupported_scheme'],
    ['network', { network: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp' }, 'invalid_exact_svm_network_mismatch'],
  ])('refuses terms with a foreign %s', async (_, changes, reason) => {
    expect(await refusals(underTerms(await fixture.pay(), fixture.terms(changes)))).toBe(reason);
  });

  it("refuses a payment whose accepted terms differ from the server's terms", async () => {
    const dearer = { ...(await fixture.pay()), paymentRequirements: fixture.terms({ amount: '20000' }) };
    expect(await refusals(dearer)).toBe('payment_requirements_mismatch');
  });

  it('refuses a payer with too low a balance before it sends the payment', async () => {
    expect(await refusals(await fixture.pay(fixture.terms(), { poor: true }))).toBe('insufficient_funds');
  });
});
