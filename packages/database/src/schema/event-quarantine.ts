import type { Json } from '@pos/vocabulary/json.ts';
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/**
 * Events that a consumer rejected as not credible, each with the reason. They have no effect unless an operator reviews
 * and redelivers them.
 */
export const eventQuarantine = pgTable(
  'event_quarantine',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    consumer: text('consumer').notNull(),
    /** The bus's id of the delivery, which is the same at each redelivery. */
    deliveryId: text('delivery_id').notNull(),
    event: jsonb('event').$type<Json>().notNull(),
    reason: text('reason').notNull(),
    detail: text('detail'),
    receivedAt: moment('received_at').notNull().defaultNow(),
    resolvedAt: moment('resolved_at'),
  },
  (t) => [
    index('event_quarantine_newest').on(t.receivedAt.desc().nullsFirst(), t.id),
    uniqueIndex('event_quarantine_delivery').on(t.consumer, t.deliveryId),
  ],
);
