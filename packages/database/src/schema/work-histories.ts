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

/**
 * The entries of agents' histories: receipts of paid work, and reversals. The leaves of the receipts tree commit to
 * them. Triggers refuse every change except setting `leaf_index` once.
 */
export const workHistories = pgTable(
  'work_histories',
  {
    did: didColumn('did').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    /** Increases with every receipt of the registry. Receipts enter the receipts tree in this order. */
    entry: bigserial('entry', { mode: 'number' }).notNull(),
    settlementId: uuid('settlement_id').notNull(),
    valueAtomic: amountAtomic('value_atomic').notNull(),
    qualityBps: integer('quality_bps').notNull(),
    outcome: text('outcome', { enum: ['completed', 'disputed', 'reversed'] }).notNull(),
    skill: text('skill').$type<Skill>(),
    /**
     * Field elements of BN254 in canonical decimal. `client_commitment` hides the client. Openings
     * return `salt` to the owner only; `client_blinding` is never returned.
     */
    clientCommitment: text('client_commitment').notNull(),
    clientBlinding: text('client_blinding').notNull(),
    salt: text('salt').notNull(),
    leaf: text('leaf').notNull(),
    /** The agent's hash chain up to this leaf. */
    chain: text('chain').notNull(),
    /** Index in the receipts tree. Null until an anchor contains the receipt; never changed afterwards. */
    leafIndex: bigint('leaf_index', { mode: 'number' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.did, t.sequence] }),
    // A settlement has at most one receipt and at most one reversal.
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
    // Reversals are few. The status of every credential asks for those after its newest receipt.
    index('work_histories_reversed')
      .on(t.did, t.sequence)
      .where(sql`${t.outcome} = 'reversed'`),
    index('work_histories_newest').on(t.did, t.createdAt.desc().nullsFirst()),
    check('work_histories_outcome', sql`${t.outcome} in ('completed', 'disputed', 'reversed')`),
    check('work_histories_sequence', sql`${t.sequence} between 1 and 4294967295`),
    check('work_histories_value', sql`${t.valueAtomic} between 0 and 18446744073709551615`),
    check('work_histories_quality', sql`${t.qualityBps} between 0 and 10000`),
  ],
);
