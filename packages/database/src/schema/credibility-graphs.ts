import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes } from './columns.ts';

/** The columns of a packed graph: names by number, where agents' pairs start, and who paid how much. */
export const GRAPH_PARTS = [
  'trustSeeds',
  'dids',
  'payers',
  'agentStarts',
  'payerOf',
  'praisedUsd',
  'faultedUsd',
] as const;

/** The payment graph that an unfinished epoch counts on, in slices: whoever takes the epoch over counts on the same. */
export const credibilityGraphs = pgTable(
  'credibility_graphs',
  {
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    part: text('part', { enum: GRAPH_PARTS }).notNull(),
    slice: integer('slice').notNull(),
    body: bytes('body').notNull(),
  },
  (t) => [primaryKey({ columns: [t.epoch, t.part, t.slice] })],
);
