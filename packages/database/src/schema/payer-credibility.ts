import { bigint, doublePrecision, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { solanaAddressColumn } from './columns.ts';

/** What an epoch found a payer's word to be worth at agents that it had not paid yet, where that is more than nothing. */
export const payerCredibility = pgTable(
  'payer_credibility',
  {
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    payer: solanaAddressColumn('payer').notNull(),
    credibility: doublePrecision('credibility').notNull(),
  },
  (t) => [primaryKey({ columns: [t.epoch, t.payer] })],
);
