import { bigint, pgTable, text } from 'drizzle-orm/pg-core';
import { didColumn } from './columns.ts';

/** The last row of each agent's audit chain. Writers of one chain wait for each other at this row. */
export const auditHeads = pgTable('audit_heads', {
  did: didColumn('did').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
});
