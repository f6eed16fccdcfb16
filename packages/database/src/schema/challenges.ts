import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

/** Messages that prove control of a DID for one purpose when they are signed, each valid once. */
export const challenges = pgTable(
  'challenges',
  {
    id: uuid('id').primaryKey(),
    did: didColumn('did').notNull(),
    purpose: text('purpose').notNull(),
    message: text('message').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (t) => [index('challenges_expiry').on(t.expiresAt)],
);
