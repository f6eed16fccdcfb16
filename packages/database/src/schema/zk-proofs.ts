import type { Json } from '@pos/vocabulary/json.ts';
import type { Nullifier } from '@pos/vocabulary/nullifier.ts';
import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

/** Verified proofs by nullifier, so that a proof counts once in its scope, however it is re-randomised. */
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
    // An owner who changes the secret gets a new nullifier in the same scope. This index still allows one proof.
    uniqueIndex('zk_proofs_once').on(t.did, t.statement, t.scope),
    index('zk_proofs_agent').on(t.did, t.verifiedAt.desc().nullsFirst()),
  ],
);
