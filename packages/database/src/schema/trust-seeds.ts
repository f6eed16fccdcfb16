import type { Json } from '@pos/vocabulary/json.ts';
import { sql } from 'drizzle-orm';
import { check, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { moment, solanaAddressColumn } from './columns.ts';

/** business: named by the configuration of the stage. attested: attested by an oracle whose key the stage names. */
export const TRUST_SEED_KINDS = ['business', 'attested'] as const;

/**
 * Payers that trust starts from. Rows are never deleted: the trust in a removed seed fades, and trust that it lent
 * before can still be explained.
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
