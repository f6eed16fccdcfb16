import type { Skill } from '@pos/vocabulary/skill.ts';
import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { amountAtomic, didColumn, moment } from './columns.ts';

/** The receipts of an agent's work in order: what the leaves of its provable history commit to. */
export const workHistories = pgTable(
  'work_histories',
  {
    did: didColumn('did').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    settlementId: uuid('settlement_id').notNull(),
    valueAtomic: amountAtomic('value_atomic').notNull(),
    qualityBps: integer('quality_bps').notNull(),
    outcome: text('outcome', { enum: ['completed', 'disputed'] }).notNull(),
    skill: text('skill').$type<Skill>(),
    /** Field elements of BN254 in canonical decimal. The commitment hides the client, the salt stays with the owner. */
    clientCommitment: text('client_commitment').notNull(),
    salt: text('salt').notNull(),
    leaf: text('leaf').notNull(),
    /** Place in the registry's tree; null until the next batch takes it in. */
    leafIndex: bigint('leaf_index', { mode: 'number' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.did, t.sequence] }),
    uniqueIndex('work_histories_settlement').on(t.settlementId, t.outcome),
    uniqueIndex('work_histories_leaf_index').on(t.leafIndex),
    index('work_histories_newest').on(t.did, t.createdAt.desc().nullsFirst()),
  ],
);
