import type { Json } from '@pos/vocabulary/json.ts';
import { sql } from 'drizzle-orm';
import { check, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { moment, solanaAddressColumn } from './columns.ts';

/**
 * `business` is a seed from the stage's configuration. `attested` is a seed attested by an oracle whose key the stage
 * configures.
 */
export const TRUST_SEED_KINDS = ['business', 'attested'] as const;

/**
 * Payers from which trust starts. Rows are never deleted, so that the trust in a removed seed can fade gradually and
 * its earlier effect on scores can still be explained.
 */
export const trustSeeds = pgTable(
  'trust_seeds',
  {
    payer: solanaAddressColumn('payer').primaryKey(),
    kind: text('kind', { enum: TRUST_SEED_KINDS }).notNull(),
    /** Trust rises from this time on. */
    since: moment('since').notNull(),
    /** Trust falls from this time on; null while the seed is in force. */
    until: moment('until'),
    /** The oracle's signed attestation. */
    attestation: jsonb('attestation').$type<Json>(),
  },
  (t) => [check('trust_seeds_kind', sql`${t.kind} in ('business', 'attested')`)],
);
