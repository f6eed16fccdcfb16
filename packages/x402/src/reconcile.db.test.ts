import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { outbox } from '@pos/database/schema/outbox.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { paymentsIn } from './payments.ts';
import { parsePaymentTransaction } from './schemes/exact-svm/domain/payment-transaction.ts';
import { outcomesOf } from './schemes/schemes.ts';
import { facilitatorOf, startFixture, type Fixture } from './testing/facilitator-fixture.ts';
import { startFacilitatorProcess } from './testing/start-facilitator-process.ts';
import type { WireRequest } from './testing/wire-request.ts';
import { HTTPFacilitatorClient } from '@x402/core/server';
import { eq } from 'drizzle-orm';
import { reconcile } from './reconcile.ts';

const NO_GRACE = { settleGraceMs: 0 };

describe('the reconciler after a facilitator died', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.chain.faults.clear());
  afterAll(() => fixture.close());

  const driving = () => ({
    ...fixture.dependencies,
    schemes: outcomesOf(fixture.dependencies),
    payments: paymentsIn(fixture.database.worker),
  });
  const rowOf = async (payment: WireRequest) => {
    const parsed = parsePaymentTransaction(payment.paymentPayload.payload['transaction']);
    if (!parsed.ok) throw new Error('The test made a payment that cannot be read');
    return fixture.payments.find({
      network: fixture.solana.network,
      scheme: 'exact',
      artefact: parsed.value.messageHash,
    });
  };
  const eventsOf = async (settlementId: string) =>
    (await fixture.database.owner.orm.select().from(outbox)).filter(
      ({ detail }) => (detail as { settlementId?: string }).settlementId === settlementId,
    );
  const until = async (condition: () => Promise<boolean>) => {
    for (let tries = 0; tries < 1_500; tries += 1) {
      if (await condition()) return;
      await pause(20);
    }
    throw new Error('The awaited condition did not come true within 30 s');
  };
  /** Runs passes until no payment is in flight. */
  const reconcileToTheEnd = async () => {
    for (let pass = 0; pass < 1_500; pass += 1) {
      const { confirm, rebroadcast, wait } = await reconcile(driving(), NO_GRACE);
      if (confirm + rebroadcast + wait === 0) return;
      await pause(20);
    }
    throw new Error('Payments were still in flight after 1,500 passes');
  };

  /**
   * Lets a facilitator process settle a payment until it calls an RPC method that never answers, and kills the process
   * at that point.
   */
  const killAt = async (payment: WireRequest, method: string, reached: () => Promise<boolean>) => {
    const facilitator = await startFacilitatorProcess(fixture);
    try {
      const client = new HTTPFacilitatorClient({ url: facilitator.url });
      const { paymentPayload, paymentRequirements } = payment;
      expect(await client.verify(paymentPayload as never, paymentRequirements as never)).toMatchObject({
        isValid: true,
      });
      fixture.chain.faults.inject({ kind: 'hang' }, { methods: [method] });
      const settling = client.settle(paymentPayload as never, paymentRequirements as never).then(
        () => 'answered',
        () => 'cut off',
      );
      await until(reached);
      facilitator.process.kill('SIGKILL');
      expect(await settling).toBe('cut off');
    } finally {
      await facilitator.stop();
      fixture.chain.faults.clear();
    }
  };

  it('confirms a payment on chain whose process died after sending it and before recording it', async () => {
    const payment = await fixture.pay();
    const before = fixture.received();
    await killAt(payment, 'getSignatureStatuses', async () => fixture.received() - before === 10_000n);
    const dead = await rowOf(payment);
    expect([dead?.status, await eventsOf(dead?.id ?? '')]).toEqual(['sent', []]);
    await Promise.all([reconcileToTheEnd(), reconcileToTheEnd(), reconcileToTheEnd()]);
    const mended = await rowOf(payment);
    expect([mended?.status, (await eventsOf(dead?.id ?? '')).length]).toEqual(['finalized', 1]);
    expect(fixture.received() - before).toBe(10_000n);
    expect(await fixture.facilitator.settle(payment)).toMatchObject({
      success: true,
      transaction: mended?.txSignature,
    });
  });

  it('sends a payment whose process died after storing the bytes and before sending them', async () => {
    const payment = await fixture.pay();
    const before = fixture.received();
    await killAt(payment, 'sendTransaction', async () => (await rowOf(payment))?.status === 'sent');
    expect(fixture.received()).toBe(before);
    await reconcileToTheEnd();
    const mended = await rowOf(payment);
    expect([mended?.status, (await eventsOf(mended?.id ?? '')).length]).toEqual(['finalized', 1]);
    expect(fixture.received() - before).toBe(10_000n);
  });

  it('leaves a reservation to the server that retries, and ends it when its blockhash expires', async () => {
    const [payment, abandoned] = [await fixture.pay(), await fixture.pay()];
    const before = fixture.received();
    await killAt(payment, 'simulateTransaction', async () => (await rowOf(payment))?.status === 'reserved');
    expect(await fixture.facilitator.verify(abandoned)).toMatchObject({ isValid: true });
    await reconcile(driving(), NO_GRACE);
    expect([(await rowOf(payment))?.status, (await rowOf(abandoned))?.status]).toEqual(['reserved', 'reserved']);
    expect(await fixture.facilitator.settle(payment)).toMatchObject({ success: true });
    fixture.chain.advanceSlots(250);
    expect((await reconcile(driving(), NO_GRACE)).expireReservation).toBe(1);
    expect(await fixture.facilitator.settle(abandoned)).toMatchObject({ success: false, transaction: '' });
    expect([(await rowOf(abandoned))?.status, fixture.received() - before]).toEqual(['expired', 10_000n]);
  });

  it('expires a transaction that a node lost once it can never land, and not before', async () => {
    const payment = await fixture.pay();
    const before = fixture.received();
    const drop = fixture.chain.faults.inject({ kind: 'dropAfterSend' });
    await fixture.facilitator.verify(payment);
    const lost = facilitatorOf(fixture.dependencies, 4_000).settle(payment);
    await until(async () => (await rowOf(payment))?.status === 'sent');
    expect(await reconcile(driving(), NO_GRACE)).toMatchObject({ rebroadcast: 1, expire: 0 });
    fixture.chain.advanceSlots(250);
    expect(await reconcile(driving(), NO_GRACE)).toMatchObject({ rebroadcast: 0, expire: 1 });
    drop();
    const row = await rowOf(payment);
    expect([row?.status, fixture.received() - before, await eventsOf(row?.id ?? '')]).toEqual(['expired', 0n, []]);
    expect(await lost).toMatchObject({ success: false, errorReason: 'payment_expired' });
    expect(await fixture.facilitator.verify(payment)).toMatchObject({
      isValid: false,
      invalidReason: 'payment_already_claimed',
    });
  });

  it('leaves a payment alone while a request is settling it', async () => {
    const payment = await fixture.pay();
    await fixture.facilitator.verify(payment);
    fixture.chain.faults.inject({ kind: 'delayMs', delayMs: 200 }, { methods: ['getSignatureStatuses'], times: 1 });
    const settling = fixture.facilitator.settle(payment);
    await until(async () => (await rowOf(payment))?.status === 'sent');
    expect(await reconcile(driving())).toMatchObject({ confirm: 0, rebroadcast: 0, wait: 0 });
    expect(await settling).toMatchObject({ success: true });
  });

  it('counted every payment that landed once, and no other payment', async () => {
    await reconcileToTheEnd();
    const rows = await fixture.database.owner.orm
      .select()
      .from(settlements)
      .where(eq(settlements.payTo, fixture.payee));
    const landed = rows.filter(({ status }) => status === 'confirmed' || status === 'finalized');
    const events = await fixture.database.owner.orm.select().from(outbox);
    expect(events).toHaveLength(landed.length);
    expect(fixture.received()).toBe(landed.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n));
  });
});
