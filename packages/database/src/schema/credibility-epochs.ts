import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** requested: somebody asked for one out of turn · computing: a worker's, until its lease ends · published: whole and in use. */
export const EPOCH_STATUSES = ['requested', 'computing', 'published'] as const;

/** Passes over the payment graph. What one found is in use from the moment its row says `published`, and not before. */
export const credibilityEpochs = pgTable(
  'credibility_epochs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    status: text('status', { enum: EPOCH_STATUSES }).notNull(),
    modelVersion: text('model_version'),
    /** The moment that the graph was decayed to, and the landmark of rows built in this epoch. */
    asOf: moment('as_of'),
    payers: integer('payers'),
    agents: integer('agents'),
    pairs: bigint('pairs', { mode: 'number' }),
    trustSeeds: integer('trust_seeds'),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    leaseUntil: moment('lease_until'),
    /** Which run holds the lease: one that was given up for dead and is not must not write any more. */
    holder: uuid('holder'),
    /** When its graph was stored whole; what is found from it is the same whoever counts. */
    graphSavedAt: moment('graph_saved_at'),
    /** How many of its results are stored, in their order: where a successor goes on. */
    written: bigint('written', { mode: 'number' }).notNull().default(0),
    publishedAt: moment('published_at'),
    /** When its results were removed, because no agent was of it any more. */
    forgottenAt: moment('forgotten_at'),
  },
  (t) => [
    uniqueIndex('credibility_epochs_one_at_work')
      .on(t.status)
      .where(sql`${t.status} = 'computing'`),
    index('credibility_epochs_status').on(t.status, t.id),
    check('credibility_epochs_status', sql`${t.status} in ('requested', 'computing', 'published')`),
    check(
      'credibility_epochs_published',
      sql`${t.status} <> 'published' or (${t.asOf} is not null and ${t.publishedAt} is not null)`,
    ),
  ],
);
