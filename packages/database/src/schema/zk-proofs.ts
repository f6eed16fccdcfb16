import type { Json } from '@pos/vocabulary/json.ts';
import type { Nullifier } from '@pos/vocabulary/nullifier.ts';
import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

/** Verified proofs. The nullifier is the key: the same statement in the same scope counts once, however re-randomised. */
export const zkProofs = pgTable(
  'zk_proofs',
  {
    nullifier: text('nullifier').$type<Nullifier>().primaryKey(),
    did: didColumn('did').notNull(),
    statement: text('statement').notNull(),
    scope: text('scope').notNull(),
    root: text('root').notNull(),
    thresholds: jsonb('thresholds').$type<Json>().notNull(),
    verificationKeyHash: text('verification_key_hash').notNull(),
    verifiedAt: moment('verified_at').notNull().defaultNow(),
  },
  (t) => [
    // A changed secret gives a new nullifier in the same scope, but the agent is public.
    uniqueIndex('zk_proofs_once').on(t.did, t.statement, t.scope),
    index('zk_proofs_agent').on(t.did, t.verifiedAt.desc().nullsFirst()),
  ],
);
