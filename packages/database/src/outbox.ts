import type { Json } from '@pos/vocabulary/json.ts';
import { and, asc, count, inArray, isNull, lt, min, or, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { rowsAsArrays } from './rows-as-arrays.ts';
import { outbox } from './schema/outbox.ts';
import type { Queries } from './session.ts';

/** Whoever commits events wakes the relays that listen here. */
export const OUTBOX_CHANNEL = 'outbox';

/** An event as the bus takes it: EventBridge `source`, `detail-type`, `detail`. */
export interface OutgoingEvent {
  /** UUID, also in the detail; the same id cannot be enqueued twice. */
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
}

export interface ClaimedEvent extends OutgoingEvent {
  readonly id: number;
  /** How often it has been claimed, this time included. */
  readonly attempts: number;
}

/** Writes events in the transaction that makes them true, and wakes the relay once that is committed. */
export async function enqueue(tx: Transaction, events: readonly OutgoingEvent[]): Promise<void> {
  if (events.length > 0) await tx.execute(enqueueing(tx, events));
}

/** The statement that {@link enqueue} runs, for the caller to run with others. */
export function enqueueing(tx: Transaction, events: readonly OutgoingEvent[]): SQL {
  tx.wake(OUTBOX_CHANNEL);
  return sql`insert into ${outbox} (event_id, source, detail_type, detail) select "eventId", source, "detailType", detail
    from ${rowsAsArrays(events, { eventId: 'uuid', source: 'text', detailType: 'text', detail: 'jsonb' })} w`;
}

/**
 * The oldest unpublished events, for `leaseMs` this relay's alone; relays running side by side skip each other's.
 * An event whose relay died comes round again when its lease is over: delivery is at least once.
 */
export async function claimOutbox(queries: Queries, limit: number, leaseMs: number): Promise<readonly ClaimedEvent[]> {
  const due = queries
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(isNull(outbox.publishedAt), or(isNull(outbox.claimedUntil), lt(outbox.claimedUntil, sql`now()`))))
    .orderBy(asc(outbox.id))
    .limit(limit)
    .for('update', { skipLocked: true });
  const claimed = await queries
    .update(outbox)
    .set({ claimedUntil: fromNow(leaseMs), attempts: sql`${outbox.attempts} + 1` })
    // An array is computed once; as a joined subquery the limit could be applied once a row.
    .where(sql`${outbox.id} = any(array(${due}))`)
    .returning({
      id: outbox.id,
      eventId: outbox.eventId,
      source: outbox.source,
      detailType: outbox.detailType,
      detail: outbox.detail,
      attempts: outbox.attempts,
    });
  return claimed.sort((a, b) => a.id - b.id);
}

export async function markPublished(queries: Queries, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await queries
    .update(outbox)
    .set({ publishedAt: sql`now()`, lastError: null })
    .where(inArray(outbox.id, [...ids]));
}

const LONGEST_REST_SECONDS = 300;

/** Puts events back that the bus did not take: they rest for 1, 2, 4 … seconds, five minutes at most, and are never given up. */
export async function markFailed(queries: Queries, ids: readonly number[], error: string): Promise<void> {
  if (ids.length === 0) return;
  const restSeconds = sql`least(${LONGEST_REST_SECONDS}, power(2, least(${outbox.attempts}, 20) - 1))`;
  await queries
    .update(outbox)
    .set({ claimedUntil: sql`now() + ${restSeconds} * interval '1 second'`, lastError: error.slice(0, 500) })
    .where(and(inArray(outbox.id, [...ids]), isNull(outbox.publishedAt)));
}

/** What waits to leave: for an alarm on age, which says more than a count. */
export async function outboxBacklog(
  queries: Queries,
): Promise<{ readonly unpublished: number; readonly oldest: Date | undefined }> {
  const [row] = await queries
    .select({ unpublished: count(), oldest: min(outbox.createdAt) })
    .from(outbox)
    .where(isNull(outbox.publishedAt));
  return { unpublished: row?.unpublished ?? 0, oldest: row?.oldest ?? undefined };
}

/** Removes at most `limit` events that were published before `before`, and returns how many. */
export async function pruneOutbox(queries: Queries, before: Date, limit = 10_000): Promise<number> {
  const old = queries.select({ id: outbox.id }).from(outbox).where(lt(outbox.publishedAt, before)).limit(limit);
  const { rowCount } = await queries.delete(outbox).where(sql`${outbox.id} = any(array(${old}))`);
  return rowCount ?? 0;
}

const fromNow = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;
