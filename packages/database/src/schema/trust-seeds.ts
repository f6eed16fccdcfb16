import type { Json } from '@pos/vocabulary/json.ts';
import { sql } from 'drizzle-orm';
import { check, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { moment, solanaAddressColumn } from './columns.ts';

/** business: named by the stage's configuration · attested: by an oracle whose key the stage names. */
export const TRUST_SEED_KINDS = ['business', 'attested'] as const;

/** Payers from whom trust starts. Rows stay: one that is rotated out fades, and what it once lent can be explained. */
export const trustSeeds = pgTable(
  'trust_seeds',
  {
    payer: solanaAddressColumn('payer').primaryKey(),
    kind: text('kind', { enum: TRUST_SEED_KINDS }).notNull(),
    /** From then on its trust rises … */
    since: moment('since').notNull(),
    /** … and from then on it falls; null while it stands. */
    until: moment('until'),
    /** The oracle's signed statement. */
    attestation: jsonb('attestation').$type<Json>(),
  },
  (t) => [check('trust_seeds_kind', sql`${t.kind} in ('business', 'attested')`)],
);
