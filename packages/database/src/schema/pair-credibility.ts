import { bigint, doublePrecision, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { didColumn, solanaAddressColumn } from './columns.ts';

/**
 * A payer's credibility at one agent, if it differs from the payer's credibility elsewhere. The two differ because
 * spending with an agent does not count at that agent.
 */
export const pairCredibility = pgTable(
  'pair_credibility',
  {
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    did: didColumn('did').notNull(),
    payer: solanaAddressColumn('payer').notNull(),
    credibility: doublePrecision('credibility').notNull(),
  },
  (t) => [primaryKey({ columns: [t.epoch, t.did, t.payer] })],
);
