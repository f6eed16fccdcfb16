import type { Json } from '@pos/vocabulary/json.ts';
import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** Events to publish, written in the transaction of the change that they report. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    eventId: uuid('event_id').notNull(),
    source: text('source').notNull(),
    detailType: text('detail_type').notNull(),
    detail: jsonb('detail').$type<Json>().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** Until this time the row is leased to a relay or backs off after a failure. */
    /** The column keeps its former name, so that a worker of the former release goes on during a deployment. */
    leasedUntil: moment('claimed_until'),
    attempts: integer('attempts').notNull().default(0),
    publishedAt: moment('published_at'),
    lastError: text('last_error'),
  },
  (t) => [
    uniqueIndex('outbox_event').on(t.eventId),
    index('outbox_unpublished')
      .on(t.id)
      .where(sql`${t.publishedAt} is null`),
    index('outbox_published')
      .on(t.publishedAt)
      .where(sql`${t.publishedAt} is not null`),
  ],
);
