import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { U64_MAX } from '@pos/vocabulary/atomic-amount.ts';
import { eq, sql } from 'drizzle-orm';
import { settlements } from './schema/settlements.ts';
import { sampleSettlement } from './testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

describe('the table of settlements', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());
  const add = (changes: Partial<typeof settlements.$inferInsert> = {}) =>
    database.app.orm.insert(settlements).values({ ...sampleSettlement(randomUUID(), randomUUID()), ...changes });

  it('takes one of ten claims of the same message', async () => {
    const claims = await Promise.all(
      Array.from({ length: 10 }, () =>
        database.app.orm
          .insert(settlements)
          .values(sampleSettlement(randomUUID(), 'same'))
          .onConflictDoNothing()
          .returning({ id: settlements.id }),
      ),
    );
    expect(claims.flat()).toHaveLength(1);
  });

  it('takes a transaction once', async () => {
    const txSignature = transactionSignature(
      '5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW',
    );
    await add({ txSignature });
    await expect(add({ txSignature })).rejects.toMatchObject({ constraint: 'settlements_signature' });
  });

  it('takes a payment identifier once a payee, unless its payment came to nothing', async () => {
    const other = solanaAddress('11111111111111111111111111111111');
    await add({ paymentIdentifier: 'order-1' });
    await expect(add({ paymentIdentifier: 'order-1' })).rejects.toMatchObject({
      constraint: 'settlements_payment_identifier',
    });
    await add({ paymentIdentifier: 'order-1', payTo: other });
    await database.app.orm.update(settlements).set({ status: 'expired' }).where(eq(settlements.payTo, other));
    await add({ paymentIdentifier: 'order-1', payTo: other });
    await Promise.all([add(), add()]);
  });

  it('holds every amount that a token account can hold, exactly', async () => {
    const id = randomUUID();
    await add({ id, amountAtomic: U64_MAX });
    const [row] = await database.app.orm.select().from(settlements).where(eq(settlements.id, id));
    expect(row?.amountAtomic).toBe(U64_MAX);
    await expect(add({ amountAtomic: U64_MAX + 1n })).rejects.toMatchObject({ constraint: 'settlements_amount' });
    await expect(add({ amountAtomic: -1n })).rejects.toMatchObject({ constraint: 'settlements_amount' });
  });

  it('keeps the bytes of what was sent, and lets nothing be sent without them', async () => {
    const id = randomUUID();
    const signedTransaction = Uint8Array.from({ length: 256 }, (_, n) => n);
    await expect(add({ status: 'sent' })).rejects.toMatchObject({ constraint: 'settlements_sent_has_transaction' });
    await add({ id, status: 'sent', signedTransaction });
    const [row] = await database.app.orm.select().from(settlements).where(eq(settlements.id, id));
    expect(row?.signedTransaction).toEqual(signedTransaction);
    await expect(database.app.orm.execute(sql`update settlements set status = 'lost'`)).rejects.toMatchObject({
      constraint: 'settlements_status',
    });
  });
});
