import { bigint, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { bytes } from './columns.ts';

export const HISTORY_TREES = ['receipts', 'heads'] as const;
export type HistoryTree = (typeof HISTORY_TREES)[number];

/**
 * Nodes of the two trees, each with the first anchor that contains it. The tree of an anchor consists of the newest row
 * of each position up to that anchor. Rows that no recent anchor needs are pruned.
 */
export const historyNodes = pgTable(
  'history_nodes',
  {
    tree: text('tree', { enum: HISTORY_TREES }).notNull(),
    /** 0 for leaves to 20 for the root. */
    level: smallint('level').notNull(),
    /** Index from the left within the level, from 0. */
    place: integer('place').notNull(),
    anchorSequence: bigint('anchor_sequence', { mode: 'number' }).notNull(),
    /** 32 bytes, big-endian. */
    hash: bytes('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tree, t.level, t.place, t.anchorSequence] }),
    index('history_nodes_anchor').on(t.anchorSequence),
  ],
);
