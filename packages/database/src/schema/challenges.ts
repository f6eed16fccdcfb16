import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, didColumn, moment } from './columns.ts';

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
    /** Hash of the request that used the challenge. No other request may use it. */
    requestHash: text('request_hash'),
    /** The answer to that request, encrypted with a key that only its sender can derive. */
    answer: bytes('answer'),
  },
  (t) => [index('challenges_expiry').on(t.expiresAt)],
);
