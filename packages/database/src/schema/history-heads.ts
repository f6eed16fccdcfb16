import { bigint, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { amountAtomic, didColumn } from './columns.ts';

/** Each agent's accumulator as an anchor took it in: the leaf in the tree of heads, and what opens it. */
export const historyHeads = pgTable(
  'history_heads',
  {
    did: didColumn('did').notNull(),
    /** The first anchor that holds it; it stands until the agent's next one. */
    anchorSequence: bigint('anchor_sequence', { mode: 'number' }).notNull(),
    /** Place in the tree of heads, the same for good. */
    headIndex: bigint('head_index', { mode: 'number' }).notNull(),
    /** Poseidon of the owner's secret, or 0 where nobody may prove. Field elements are canonical decimals. */
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
