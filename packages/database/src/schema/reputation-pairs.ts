import { sql } from 'drizzle-orm';
import { doublePrecision, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment, solanaAddressColumn } from './columns.ts';

/** Sums of one payer's evidence about one agent. */
export const reputationPairs = pgTable(
  'reputation_pairs',
  {
    did: didColumn('did').notNull(),
    payer: solanaAddressColumn('payer').notNull(),
    modelVersion: text('model_version').notNull(),
    /** The model's numbers, in the order that its version defines. */
    state: doublePrecision('state')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** The last applied event by time and id. Earlier evidence replays the pair. */
    lastEventAt: moment('last_event_at').notNull(),
    lastEventId: uuid('last_event_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.did, t.payer] })],
);
