import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes } from './columns.ts';

/**
 * The parts of a packed graph: trust seeds, names by number, the position at which each agent's pairs start, and
 * spending by pair.
 */
export const GRAPH_PARTS = [
  'trustSeeds',
  'dids',
  'payers',
  'agentStarts',
  'payerOf',
  'praisedUsd',
  'faultedUsd',
] as const;

/**
 * The payment graph of an unfinished epoch, in slices. A worker that takes over the epoch computes on the same graph.
 */
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
