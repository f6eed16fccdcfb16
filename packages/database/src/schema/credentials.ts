import { bigint, bigserial, index, pgTable, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

/** Work-history credentials that were issued: not what is in them, only what says whether they still hold. */
export const credentials = pgTable(
  'credentials',
  {
    id: uuid('id').primaryKey(),
    did: didColumn('did').notNull(),
    /** Place in the status lists. */
    statusIndex: bigserial('status_index', { mode: 'number' }).notNull(),
    /** The newest receipt that the credential counts: one that overturns a job later makes it untrue. */
    lastSequence: bigint('last_sequence', { mode: 'number' }).notNull(),
    issuedAt: moment('issued_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
  },
  (t) => [uniqueIndex('credentials_status_index').on(t.statusIndex), index('credentials_agent').on(t.did)],
);
