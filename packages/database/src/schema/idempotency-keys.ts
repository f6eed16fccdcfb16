import type { Json } from '@pos/vocabulary/json.ts';
import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** Responses to writes, stored so that a repeated request gets the first response. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** The owner of the key, which consists of route and client, so that two clients never share a key. */
    owner: text('owner').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: text('status', { enum: ['in-progress', 'done'] })
      .notNull()
      .default('in-progress'),
    /** The run that holds the lease. A run that was taken over cannot finish. */
    holder: uuid('holder').notNull(),
    heldUntil: moment('held_until').notNull(),
    response: jsonb('response').$type<Json>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.owner, t.key] }),
    index('idempotency_keys_expiry').on(t.expiresAt),
    check('idempotency_keys_status', sql`${t.status} in ('in-progress', 'done')`),
  ],
);
