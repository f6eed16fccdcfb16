import type { Json } from '@pos/vocabulary/json.ts';
import { and, asc, count, inArray, isNull, lt, min, or, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { rowsAsArrays } from './rows-as-arrays.ts';
import { outbox } from './schema/outbox.ts';
import type { Queries } from './session.ts';

/** The channel on which committed events wake the relays. */
export const OUTBOX_CHANNEL = 'outbox';

/** An event in the form of the bus: EventBridge `source`, `detail-type` and `detail`. */
export interface OutgoingEvent {
  /** UUID, also in the detail. The same id cannot be enqueued twice. */
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
}

export interface LeasedEvent extends OutgoingEvent {
  readonly id: number;
  /** Number of leases of this event, this one included. */
  readonly attempts: number;
}

/** Writes events in the transaction of the change that they report, and wakes the relay after its commit. */
export async function enqueue(tx: Transaction, events: readonly OutgoingEvent[]): Promise<void> {
  if (events.length > 0) await tx.execute(enqueueing(tx, events));
}

/** The statement of {@link enqueue}, for a caller that runs it together with other statements. */
export function enqueueing(tx: Transaction, events: readonly OutgoingEvent[]): SQL {
  tx.wake(OUTBOX_CHANNEL);
  return sql`insert into ${outbox} (event_id, source, detail_type, detail) select "eventId", source, "detailType", detail
    from ${rowsAsArrays(events, { eventId: 'uuid', source: 'text', detailType: 'text', detail: 'jsonb' })} w`;
}

/**
 * Leases the oldest unpublished events to this relay for `leaseMs`. Concurrent relays skip them (`SKIP LOCKED`). If a
 * relay dies, its events are leased again after their lease has expired, so delivery is at least once.
 */
export async function leaseOutbox(queries: Queries, limit: number, leaseMs: number): Promise<readonly LeasedEvent[]> {
  const due = queries
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(isNull(outbox.publishedAt), or(isNull(outbox.leasedUntil), lt(outbox.leasedUntil, sql`now()`))))
    .orderBy(asc(outbox.id))
    .limit(limit)
    .for('update', { skipLocked: true });
  const leased = await queries
    .update(outbox)
    .set({ leasedUntil: fromNow(leaseMs), attempts: sql`${outbox.attempts} + 1` })
    // The subquery is an array, which PostgreSQL computes once. PostgreSQL could evaluate a joined subquery, with its
    // limit, once per row.
    .where(sql`${outbox.id} = any(array(${due}))`)
    .returning({
      id: outbox.id,
      eventId: outbox.eventId,
      source: outbox.source,
      detailType: outbox.detailType,
      detail: outbox.detail,
      attempts: outbox.attempts,
    });
  return leased.sort((a, b) => a.id - b.id);
}

export async function markPublished(queries: Queries, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await queries
    .update(outbox)
    .set({ publishedAt: sql`now()`, lastError: null })
    .where(inArray(outbox.id, [...ids]));
}

const LONGEST_REST_SECONDS = 300;

/**
 * Puts events that the bus refused back into the outbox. They are retried after a backoff of 1, 2, 4 … seconds, at most
 * five minutes, without a limit on attempts.
 */
export async function markFailed(queries: Queries, ids: readonly number[], error: string): Promise<void> {
  if (ids.length === 0) return;
  const restSeconds = sql`least(${LONGEST_REST_SECONDS}, power(2, least(${outbox.attempts}, 20) - 1))`;
  await queries
    .update(outbox)
    .set({ leasedUntil: sql`now() + ${restSeconds} * interval '1 second'`, lastError: error.slice(0, 500) })
    .where(and(inArray(outbox.id, [...ids]), isNull(outbox.publishedAt)));
}

/** The number and age of unpublished events. The alarm uses the age, which says more than the number. */
export async function outboxBacklog(
  queries: Queries,
): Promise<{ readonly unpublished: number; readonly oldest: Date | undefined }> {
  const [row] = await queries
    .select({ unpublished: count(), oldest: min(outbox.createdAt) })
    .from(outbox)
    .where(isNull(outbox.publishedAt));
  return { unpublished: row?.unpublished ?? 0, oldest: row?.oldest ?? undefined };
}

/** Deletes at most `limit` events that were published before `before`. Returns their number. */
export async function pruneOutbox(queries: Queries, before: Date, limit = 10_000): Promise<number> {
  const old = queries.select({ id: outbox.id }).from(outbox).where(lt(outbox.publishedAt, before)).limit(limit);
  const { rowCount } = await queries.delete(outbox).where(sql`${outbox.id} = any(array(${old}))`);
  return rowCount ?? 0;
}

const fromNow = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;
