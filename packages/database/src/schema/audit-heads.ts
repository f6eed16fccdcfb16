import { bigint, pgTable, text } from 'drizzle-orm/pg-core';
import { didColumn } from './columns.ts';

/** Where each agent's audit chain ends: the row that writers of that chain, and nobody else, wait for. */
export const auditHeads = pgTable('audit_heads', {
  did: didColumn('did').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
});
