import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { outbox } from '@pos/database/schema/outbox.ts';
import { SolanaUnavailableError } from '@pos/ledger/solana-unavailable-error.ts';
import type { Fault } from '@pos/local-chain/faults.ts';
import { facilitatorOf, startFixture, type Fixture } from './testing/facilitator-fixture.ts';

/** How long a call to the node may take, and how long a request: far more than a busy machine needs for either. */
const NODE_TIMEOUT_MS = 1_000;
const WITHIN_MS = 4_500;

describe('a Solana node that fails', () => {
  let fixture: Fixture;
  let facilitator: Fixture['facilitator'];
  beforeAll(async () => {
    fixture = await startFixture({ slotMs: 200, timeoutMs: NODE_TIMEOUT_MS });
    facilitator = facilitatorOf(fixture.dependencies, WITHIN_MS);
  });
  afterEach(() => fixture.chain.faults.clear());
  afterAll(() => fixture.close());

  const failing: readonly Fault[] = [{ kind: 'hang' }, { kind: 'http500' }];
  const stored = async (payment: Awaited<ReturnType<Fixture['pay']>>) => {
    const events = await fixture.database.owner.orm.select().from(outbox);
    const all = await fixture.payments.unfinished({
      sentBefore: new Date(Date.now() + 60_000),
      afterId: undefined,
      limit: 100,
    });
    return { events: events.length, all, payment };
  };

  it.each(failing)('is an outage to verify and to settle before anything is sent: $kind', async (fault) => {
    const payment = await fixture.pay();
    const before = fixture.received();
    fixture.chain.faults.inject(fault, { methods: ['simulateTransaction'] });
    await expect(facilitator.verify(payment)).rejects.toBeInstanceOf(SolanaUnavailableError);
    await expect(facilitator.settle(payment)).rejects.toBeInstanceOf(SolanaUnavailableError);
    fixture.chain.faults.clear();
    expect(fixture.received()).toBe(before);
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
    expect(await facilitator.settle(payment)).toMatchObject({ success: true });
  });

  it.each([...failing, { kind: 'landsButAnswerLost' } as const])(
    'leaves a sent payment pending, never failed, and tells the outcome when asked again: $kind',
    async (fault) => {
      const payment = await fixture.pay();
      const before = fixture.received();
      expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
      fixture.chain.faults.inject(fault, { methods: ['sendTransaction', 'getSignatureStatuses'] });
      const pending = await facilitator.settle(payment);
      expect(pending).toMatchObject({
        success: false,
        errorReason: 'settlement_pending',
        payer: fixture.payer.address,
      });
      expect(pending.transaction).not.toBe('');
      fixture.chain.faults.clear();
      expect(await facilitator.settle(payment)).toMatchObject({ success: true, transaction: pending.transaction });
      expect(await facilitator.settle(payment)).toMatchObject({ success: true, transaction: pending.transaction });
      expect(fixture.received() - before).toBe(10_000n);
    },
  );

  it('sends again what a node took and lost', async () => {
    const payment = await fixture.pay();
    const before = fixture.received();
    fixture.chain.faults.inject({ kind: 'dropAfterSend' }, { methods: ['sendTransaction'], times: 1 });
    expect(await facilitator.settle(payment)).toMatchObject({ errorReason: 'settlement_pending' });
    expect(fixture.received()).toBe(before);
    expect(await facilitator.settle(payment)).toMatchObject({ success: true });
    expect(fixture.received() - before).toBe(10_000n);
  });

  it('lets a payer who was left pending present the payment once more, to one server', async () => {
    const payment = await fixture.pay();
    const before = fixture.received();
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
    fixture.chain.faults.inject({ kind: 'http500' }, { methods: ['getSignatureStatuses'] });
    expect(await facilitator.settle(payment)).toMatchObject({ errorReason: 'settlement_pending' });
    fixture.chain.faults.clear();
    const again = await Promise.all([1, 2, 3].map(() => facilitator.verify(payment)));
    expect(again.filter(({ isValid }) => isValid === true)).toHaveLength(1);
    const settled = await Promise.all([1, 2, 3].map(() => facilitator.settle(payment)));
    expect(settled.filter(({ success }) => success === true)).toHaveLength(1);
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: false });
    expect(fixture.received() - before).toBe(10_000n);
  });

  it('writes one event a payment, whatever happened on the way', async () => {
    const { events, all, payment } = await stored(await fixture.pay());
    expect(payment).toBeDefined();
    expect(all.filter(({ status }) => status !== 'confirmed')).toEqual([]);
    expect(BigInt(events) * 10_000n).toBe(fixture.received());
  });
});
