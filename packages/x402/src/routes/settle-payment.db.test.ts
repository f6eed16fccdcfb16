import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outbox } from '@pos/database/schema/outbox.ts';
import { startFixture, type Fixture } from '../testing/facilitator-fixture.ts';

describe('settle-payment after verify-payment', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterAll(() => fixture.close());

  it('moves the money and writes one event', async () => {
    const { facilitator, database } = fixture;
    const before = fixture.received();
    const payment = await fixture.pay();
    expect(await facilitator.verify(payment)).toEqual({ isValid: true, payer: fixture.payer.address });
    const settled = await facilitator.settle(payment);
    expect(settled).toMatchObject({ success: true, payer: fixture.payer.address, amount: 10_000n });
    expect(fixture.received() - before).toBe(10_000n);
    const events = await database.owner.orm.select().from(outbox);
    expect(events.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ did: fixture.agentDid, txSignature: settled.transaction, amount: '10000' }),
    ]);
  });
});
