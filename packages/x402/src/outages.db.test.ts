import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { outbox } from '@pos/database/schema/outbox.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { facilitatorOn, type SchemeFixture } from './testing/scheme-under-test.ts';
import { SCHEMES_UNDER_TEST } from './testing/schemes-under-test.ts';

/** Time limit of a request in milliseconds, far above the time that a busy machine needs. */
const WITHIN_MS = 4_500;

describe.each(SCHEMES_UNDER_TEST)('a settling system that fails: $name', ({ start }) => {
  let fixture: SchemeFixture;
  let facilitator: ReturnType<typeof facilitatorOn>;
  beforeAll(async () => {
    fixture = await start();
    facilitator = facilitatorOn(fixture, WITHIN_MS);
  });
  afterEach(() => fixture.clearFaults());
  afterAll(() => fixture.close());

  it.each(['rehearsal-hangs', 'rehearsal-fails'] as const)(
    'is an outage to verify and to settle before anything is sent: %s',
    async (fault) => {
      const payment = await fixture.pay();
      const before = await fixture.received();
      fixture.inject(fault);
      await expect(facilitator.verify(payment)).rejects.toBeInstanceOf(OutageError);
      await expect(facilitator.settle(payment)).rejects.toBeInstanceOf(OutageError);
      fixture.clearFaults();
      expect(await fixture.received()).toBe(before);
      expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
      expect(await facilitator.settle(payment)).toMatchObject({ success: true });
    },
  );

  it.each(['sending-hangs', 'sending-fails', 'answer-lost'] as const)(
    'leaves a sent payment pending, never failed, and reports the outcome to a later request: %s',
    async (fault) => {
      const payment = await fixture.pay();
      const before = await fixture.received();
      expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
      fixture.inject(fault);
      const pending = await facilitator.settle(payment);
      expect(pending).toMatchObject({
        success: false,
        errorReason: 'settlement_pending',
        payer: fixture.payer,
      });
      expect(pending.transaction).not.toBe('');
      fixture.clearFaults();
      expect(await facilitator.settle(payment)).toMatchObject({ success: true, transaction: pending.transaction });
      expect(await facilitator.settle(payment)).toMatchObject({ success: true, transaction: pending.transaction });
      expect((await fixture.received()) - before).toBe(10_000n);
    },
  );

  it('sends a payment again that the scheme accepted and lost', async () => {
    const payment = await fixture.pay();
    const before = await fixture.received();
    fixture.inject('swallowed-once');
    expect(await facilitator.settle(payment)).toMatchObject({ errorReason: 'settlement_pending' });
    expect(await fixture.received()).toBe(before);
    expect(await facilitator.settle(payment)).toMatchObject({ success: true });
    expect((await fixture.received()) - before).toBe(10_000n);
  });

  it('lets a payer whose payment is pending present the payment once more, to one server', async () => {
    const payment = await fixture.pay();
    const before = await fixture.received();
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: true });
    fixture.inject('asking-fails');
    expect(await facilitator.settle(payment)).toMatchObject({ errorReason: 'settlement_pending' });
    fixture.clearFaults();
    const again = await Promise.all([1, 2, 3].map(() => facilitator.verify(payment)));
    expect(again.filter(({ isValid }) => isValid === true)).toHaveLength(1);
    const settled = await Promise.all([1, 2, 3].map(() => facilitator.settle(payment)));
    expect(settled.filter(({ success }) => success === true)).toHaveLength(1);
    expect(await facilitator.verify(payment)).toMatchObject({ isValid: false });
    expect((await fixture.received()) - before).toBe(10_000n);
  });

  it('writes one event per payment after all of these outages', async () => {
    const events = await fixture.database.owner.orm.select().from(outbox);
    const page = { sentBefore: new Date(Date.now() + 60_000), afterId: undefined, limit: 100 };
    const unfinished = await fixture.payments.unfinished(fixture.scheme, page);
    expect(events.length).toBeGreaterThan(0);
    expect(unfinished.filter(({ status }) => status !== 'confirmed')).toEqual([]);
    expect(BigInt(events.length) * 10_000n).toBe(await fixture.received());
  });
});
