import { bigint, doublePrecision, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { solanaAddressColumn } from './columns.ts';

/** A payer's credibility in an epoch, at agents that it has not paid yet. Rows exist only for values above 0. */
export const payerCredibility = pgTable(
  'payer_credibility',
  {
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    payer: solanaAddressColumn('payer').notNull(),
    credibility: doublePrecision('credibility').notNull(),
  },
  (t) => [primaryKey({ columns: [t.epoch, t.payer] })],
);
