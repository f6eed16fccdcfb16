import type { Json } from '@pos/vocabulary/json.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

/** The audit of every score change, chained by hashes. Rows are only added. `audit-chain.ts` defines the hash. */
export const reputationEvents = pgTable(
  'reputation_events',
  {
    did: didColumn('did').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
    payload: jsonb('payload').$type<Json>().notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.did, t.sequence] }),
    check('reputation_events_sequence', sql`${t.sequence} >= 1`),
    // The pattern '^[0-9a-f]{64}$' is equivalent and takes ten times as long as the rest of the row.
    check(
      'reputation_events_hashes',
      sql`length(${t.hash}) = 64 and ${t.hash} !~ '[^0-9a-f]' and length(${t.previousHash}) = 64 and ${t.previousHash} !~ '[^0-9a-f]'`,
    ),
  ],
);
