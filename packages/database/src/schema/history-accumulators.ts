import { sql } from 'drizzle-orm';
import { bigint, boolean, index, pgTable, text } from 'drizzle-orm/pg-core';
import { amountAtomic, didColumn, moment } from './columns.ts';

/** Totals of an agent's history. One row per agent, which serialises appends to the history by its row lock. */
export const historyAccumulators = pgTable(
  'history_accumulators',
  {
    did: didColumn('did').primaryKey(),
    /** Number of receipts of paid work. A reversal is not counted. */
    count: bigint('count', { mode: 'number' }).notNull().default(0),
    valueAtomic: amountAtomic('value_atomic')
      .notNull()
      .default(sql`0`),
    qualitySumBps: bigint('quality_sum_bps', { mode: 'number' }).notNull().default(0),
    disputes: bigint('disputes', { mode: 'number' }).notNull().default(0),
    lastSequence: bigint('last_sequence', { mode: 'number' }).notNull().default(0),
    /** chain(n) = Poseidon(chain(n-1), leaf(n)), with chain(0) = 0. Canonical decimal. */
    chain: text('chain').notNull().default('0'),
    /** True if the owner's commitment differs from the one in the newest head. The next anchor clears the flag. */
    ownerChanged: boolean('owner_changed').notNull().default(false),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('history_accumulators_owner_changed')
      .on(t.did)
      .where(sql`${t.ownerChanged}`),
  ],
);
