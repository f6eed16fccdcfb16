import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/**
 * `requested` is a pass ahead of schedule. `computing` means that a worker holds the lease. `published` means complete
 * and in use.
 */
export const EPOCH_STATUSES = ['requested', 'computing', 'published'] as const;

/** Passes over the payment graph. Readers use the results of a pass once its row is `published`. */
export const credibilityEpochs = pgTable(
  'credibility_epochs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    status: text('status', { enum: EPOCH_STATUSES }).notNull(),
    modelVersion: text('model_version'),
    /** The time to which the graph was decayed. It is also the landmark of rows that are built in this epoch. */
    asOf: moment('as_of'),
    payers: integer('payers'),
    agents: integer('agents'),
    pairs: bigint('pairs', { mode: 'number' }),
    trustSeeds: integer('trust_seeds'),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    leaseUntil: moment('lease_until'),
    /** The run that holds the lease. A run that has lost its lease must not write. */
    holder: uuid('holder'),
    /** Time at which the graph was stored completely. Every worker computes the same results from the stored graph. */
    graphSavedAt: moment('graph_saved_at'),
    /** Number of stored results. Results are stored in order, so another worker resumes after this number. */
    written: bigint('written', { mode: 'number' }).notNull().default(0),
    publishedAt: moment('published_at'),
    /** Time at which the results were removed, because no agent used this epoch any more. */
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
