import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settlements } from '@pos/database/schema/settlements.ts';
import { sampleSettlement } from '@pos/database/testing/sample-rows.ts';
import { planFaults, type PlanCase } from '@pos/database/testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { paymentsIn, type Payments, type SchemeKey } from './payments.ts';
import { findPayment } from './find-payment.ts';
import { paymentsOfAgent } from './payments-of-agent.ts';
import { paymentsOfPayer } from './payments-of-payer.ts';

const NOW = new Date('2026-01-31T12:00:00Z');
const DID = did('did:web:ada.example');
const PAYER = solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');
const OTHER = solanaAddress('So11111111111111111111111111111111111111112');
/** The greatest id, because only few payments come before a small one, which the planner reads by their ids. */
const id = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
const KEY: SchemeKey = { id: 'exact', network: SOLANA_DEVNET };

let database: TestDatabase;
let payments: Payments;
beforeAll(async () => {
  database = await testDatabase();
  payments = paymentsIn(database.app);
  // One payment in ten is of this payer. If all were, reading them by their ids would be as cheap.
  const rows = Array.from({ length: 200 }, (_, n) => ({
    ...sampleSettlement(n === 0 ? id : randomUUID(), `artefact-${n}`),
    payer: n % 10 === 0 ? PAYER : OTHER,
  }));
  await database.owner.orm.insert(settlements).values(rows);
  await database.owner.orm.execute(sql`analyze settlements`);
});
afterAll(() => database.close());

const CASES: Readonly<Record<string, PlanCase>> = {
  'a payment is found by its artefact': {
    run: () => payments.find({ network: SOLANA_DEVNET, scheme: 'exact', artefact: 'artefact-7' }),
    indexes: ['settlements_artefact'],
  },
  'each step of a payment changes one row': {
    run: async () => {
      await payments.tellPending(id, NOW);
      await payments.takeServeRight(id, NOW);
      await payments.reserveAgain(id, 'binding', NOW);
      await payments.confirm(id, { slot: 1n, at: NOW, eventId: randomUUID() });
      await payments.fail(id, 'refused');
      await payments.expire(id);
      await payments.finalize([id], NOW);
    },
    indexes: ['settlements_pkey|settlements_unfinished'],
  },
  'the reconciler reads a page of unfinished payments and ends late reservations': {
    run: async () => {
      await payments.unfinished(KEY, { sentBefore: NOW, afterId: id, limit: 100 });
      await payments.expireReservations(KEY, 7n);
    },
    indexes: ['settlements_unfinished'],
  },
  'the payments of an agent are read newest first': {
    run: () => paymentsOfAgent(database.app, DID, { status: 'confirmed', limit: 21, before: id }),
    indexes: ['settlements_agent', 'agent_profiles_pkey'],
  },
  'the payments of a payer are read newest first': {
    run: () =>
      paymentsOfPayer(
        database.app,
        { network: SOLANA_DEVNET, address: PAYER },
        { status: 'confirmed', limit: 21, before: id },
      ),
    indexes: ['settlements_payer'],
  },
  'a payment is found by its id': { run: () => findPayment(database.app, id), indexes: ['settlements_pkey'] },
  'a payment is found by its transaction': {
    run: () => findPayment(database.app, '1'.repeat(64)),
    indexes: ['settlements_signature'],
  },
};

describe('the statements of payments', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});
