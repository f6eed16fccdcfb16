import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { SOLANA_MAINNET } from '@pos/vocabulary/network.ts';
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

  it('accepts one of ten reservations of the same payment', async () => {
    const reservations = await Promise.all(
      Array.from({ length: 10 }, () =>
        database.app.orm
          .insert(settlements)
          .values(sampleSettlement(randomUUID(), 'same'))
          .onConflictDoNothing()
          .returning({ id: settlements.id }),
      ),
    );
    expect(reservations.flat()).toHaveLength(1);
  });

  it('distinguishes payments with the same artefact by scheme and network', async () => {
    await add({ artefact: 'shared' });
    await expect(add({ artefact: 'shared' })).rejects.toMatchObject({ constraint: 'settlements_artefact' });
    await add({ artefact: 'shared', scheme: 'other' });
    await add({ artefact: 'shared', network: SOLANA_MAINNET });
  });

  it('accepts a transaction once', async () => {
    const txSignature = transactionSignature(
      '5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW',
    );
    await add({ txSignature });
    await expect(add({ txSignature })).rejects.toMatchObject({ constraint: 'settlements_signature' });
  });

  it('accepts a payment identifier once per payee, unless its payment failed or expired', async () => {
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

  it('keeps the prepared bytes, and refuses the status sent without them', async () => {
    const id = randomUUID();
    const prepared = Uint8Array.from({ length: 256 }, (_, n) => n);
    await expect(add({ status: 'sent' })).rejects.toMatchObject({ constraint: 'settlements_sent_is_prepared' });
    await add({ id, status: 'sent', prepared });
    const [row] = await database.app.orm.select().from(settlements).where(eq(settlements.id, id));
    expect(row?.prepared).toEqual(prepared);
    await expect(database.app.orm.execute(sql`update settlements set status = 'lost'`)).rejects.toMatchObject({
      constraint: 'settlements_status',
    });
  });
});
