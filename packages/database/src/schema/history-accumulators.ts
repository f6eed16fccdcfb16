import { sql } from 'drizzle-orm';
import { bigint, boolean, index, pgTable, text } from 'drizzle-orm/pg-core';
import { amountAtomic, didColumn, moment } from './columns.ts';

/** What an agent's receipts add up to so far. One row an agent, locked by whoever appends to its history. */
export const historyAccumulators = pgTable(
  'history_accumulators',
  {
    did: didColumn('did').primaryKey(),
    /** Jobs; a reversal is none. */
    count: bigint('count', { mode: 'number' }).notNull().default(0),
    valueAtomic: amountAtomic('value_atomic')
      .notNull()
      .default(sql`0`),
    qualitySumBps: bigint('quality_sum_bps', { mode: 'number' }).notNull().default(0),
    disputes: bigint('disputes', { mode: 'number' }).notNull().default(0),
    lastSequence: bigint('last_sequence', { mode: 'number' }).notNull().default(0),
    /** chain(n) = Poseidon(chain(n-1), leaf(n)), from 0; canonical decimal. */
    chain: text('chain').notNull().default('0'),
    /** The owner's commitment is another one than in the newest head: the next anchor takes it in. */
    ownerChanged: boolean('owner_changed').notNull().default(false),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('history_accumulators_owner_changed')
      .on(t.did)
      .where(sql`${t.ownerChanged}`),
  ],
);
