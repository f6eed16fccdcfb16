import { bigint, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { amountAtomic, didColumn } from './columns.ts';

/** Accumulators as of an anchor: the leaves of the heads tree, and the values that open them. */
export const historyHeads = pgTable(
  'history_heads',
  {
    did: didColumn('did').notNull(),
    /** The first anchor that contains the head. Later anchors contain it until the agent's next head. */
    anchorSequence: bigint('anchor_sequence', { mode: 'number' }).notNull(),
    /** Index in the heads tree. It never changes for an agent. */
    headIndex: bigint('head_index', { mode: 'number' }).notNull(),
    /** Poseidon of the owner's secret, or 0 if there is no owner. Field elements are canonical decimals. */
    owner: text('owner').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
    valueAtomic: amountAtomic('value_atomic').notNull(),
    qualitySumBps: bigint('quality_sum_bps', { mode: 'number' }).notNull(),
    disputes: bigint('disputes', { mode: 'number' }).notNull(),
    lastSequence: bigint('last_sequence', { mode: 'number' }).notNull(),
    chain: text('chain').notNull(),
    head: text('head').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.did, t.anchorSequence] }),
    uniqueIndex('history_heads_place').on(t.headIndex, t.anchorSequence),
    index('history_heads_anchor').on(t.anchorSequence),
  ],
);
