import { bigint, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { bytes } from './columns.ts';

export const HISTORY_TREES = ['receipts', 'heads'] as const;
export type HistoryTree = (typeof HISTORY_TREES)[number];

/**
 * Nodes of the two trees, each with the anchor that first held it: the tree of any anchor is the newest row of each
 * place up to that anchor. Rows that recent anchors do not hold any more may go.
 */
export const historyNodes = pgTable(
  'history_nodes',
  {
    tree: text('tree', { enum: HISTORY_TREES }).notNull(),
    /** 0 for leaves, 20 for the root. */
    level: smallint('level').notNull(),
    /** From the left within the level. */
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
