import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outbox } from '@pos/database/schema/outbox.ts';
import type { Answer } from '../facilitator-fixture.ts';
import { facilitatorOn, type SchemeFixture } from '../scheme-under-test.ts';
import { ledgerUnderTest } from './ledger-under-test.ts';

describe('the off-chain scheme of the tests', () => {
  let fixture: SchemeFixture;
  let settle: ReturnType<typeof facilitatorOn>['settle'];
  beforeAll(async () => {
    fixture = await ledgerUnderTest.start();
    ({ settle } = facilitatorOn(fixture));
  });
  afterAll(() => fixture.close());

  it('settles the amount that the scheme states, and the row, the answer and the event hold that amount', async () => {
    const payment = await fixture.pay(fixture.terms({ extra: { rebate: '2500' } }));
    const settled: Answer & { readonly amount?: bigint } = await settle(payment);
    expect([settled.success, settled.amount, await fixture.received()]).toEqual([true, 7_500n, 7_500n]);
    const events = await fixture.database.owner.orm.select().from(outbox);
    expect(events.map(({ detail }) => detail)).toEqual([expect.objectContaining({ amount: '7500' })]);
  });

  it('refuses a forged authorization and one for other terms', async () => {
    const { paymentPayload, ...payment } = await fixture.pay();
    const [other, dearer] = [await fixture.pay(), fixture.terms({ amount: '20000' })];
    const forged = { ...paymentPayload.payload, signature: other.paymentPayload.payload['signature'] };
    expect(await settle({ ...payment, paymentPayload: { ...paymentPayload, payload: forged } })).toMatchObject({
      errorReason: 'ledger_signature_invalid',
    });
    const elsewhere = { ...paymentPayload, accepted: dearer };
    expect(await settle({ ...payment, paymentRequirements: dearer, paymentPayload: elsewhere })).toMatchObject({
      errorReason: 'ledger_terms_mismatch',
    });
  });
});
