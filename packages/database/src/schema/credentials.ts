import { bigint, bigserial, index, pgTable, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

/**
 * Issued work-history credentials. A row contains the data that decides whether a credential is still valid, but not
 * the credential's contents.
 */
export const credentials = pgTable(
  'credentials',
  {
    id: uuid('id').primaryKey(),
    did: didColumn('did').notNull(),
    /** Index in the status lists. */
    statusIndex: bigserial('status_index', { mode: 'number' }).notNull(),
    /**
     * The newest receipt that the credential counts. The credential becomes untrue when a later receipt reverses one
     * that it counts.
     */
    lastSequence: bigint('last_sequence', { mode: 'number' }).notNull(),
    issuedAt: moment('issued_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
  },
  (t) => [
    uniqueIndex('credentials_status_index').on(t.statusIndex),
    index('credentials_agent').on(t.did, t.id.desc().nullsFirst()),
  ],
);
