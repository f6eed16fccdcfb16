import { lt } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { processedEvents } from './schema/processed-events.ts';
import type { Queries } from './session.ts';

/**
 * Records events as processed by this consumer, in the transaction of the effect, and returns the events that were not
 * recorded before. An event that is delivered five times, even to two processes at once, takes effect once.
 */
export async function recordProcessed(
  tx: Transaction,
  consumer: string,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  // Sorted, so that two batches that share events lock them in the same order and cannot deadlock.
  const rows = [...new Set(eventIds)].sort().map((eventId) => ({ consumer, eventId }));
  if (rows.length === 0) return new Set();
  const fresh = await tx
    .insert(processedEvents)
    .values(rows)
    .onConflictDoNothing()
    .returning({ eventId: processedEvents.eventId });
  return new Set(fresh.map(({ eventId }) => eventId));
}

/**
 * Deletes records of events that were processed before `before`, and returns their number. `before` must be earlier
 * than any event that the bus's archive can replay.
 */
export async function pruneProcessedEvents(queries: Queries, before: Date): Promise<number> {
  const { rowCount } = await queries.delete(processedEvents).where(lt(processedEvents.processedAt, before));
  return rowCount ?? 0;
}
