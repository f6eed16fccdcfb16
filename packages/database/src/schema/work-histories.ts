import type { Skill } from '@pos/vocabulary/skill.ts';
import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { amountAtomic, didColumn, moment } from './columns.ts';

/** The receipts of an agent's work in order: what the leaves of its provable history commit to. Rows are never changed. */
export const workHistories = pgTable(
  'work_histories',
  {
    did: didColumn('did').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    /** Grows with each receipt of the registry: the order in which trees take them in. */
    entry: bigserial('entry', { mode: 'number' }).notNull(),
    settlementId: uuid('settlement_id').notNull(),
    valueAtomic: amountAtomic('value_atomic').notNull(),
    qualityBps: integer('quality_bps').notNull(),
    outcome: text('outcome', { enum: ['completed', 'disputed', 'reversed'] }).notNull(),
    skill: text('skill').$type<Skill>(),
    /** Field elements of BN254 in canonical decimal. The commitment hides the client; blinding and salt stay with the owner. */
    clientCommitment: text('client_commitment').notNull(),
    clientBlinding: text('client_blinding').notNull(),
    salt: text('salt').notNull(),
    leaf: text('leaf').notNull(),
    /** The agent's chain of leaves up to this one. */
    chain: text('chain').notNull(),
    /** Place in the registry's tree; null until an anchor takes it in, and from then on the same. */
    leafIndex: bigint('leaf_index', { mode: 'number' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.did, t.sequence] }),
    // A settlement is one job, whatever is told of it, and is overturned once.
    uniqueIndex('work_histories_job')
      .on(t.settlementId)
      .where(sql`${t.outcome} <> 'reversed'`),
    uniqueIndex('work_histories_reversal')
      .on(t.settlementId)
      .where(sql`${t.outcome} = 'reversed'`),
    uniqueIndex('work_histories_leaf_index').on(t.leafIndex),
    index('work_histories_unplaced')
      .on(t.entry)
      .where(sql`${t.leafIndex} is null`),
    index('work_histories_newest').on(t.did, t.createdAt.desc().nullsFirst()),
    check('work_histories_outcome', sql`${t.outcome} in ('completed', 'disputed', 'reversed')`),
    check('work_histories_sequence', sql`${t.sequence} between 1 and 4294967295`),
    check('work_histories_value', sql`${t.valueAtomic} between 0 and 18446744073709551615`),
    check('work_histories_quality', sql`${t.qualityBps} between 0 and 10000`),
  ],
);
