import { lt } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { processedEvents } from './schema/processed-events.ts';
import type { Queries } from './session.ts';

/**
 * Those of `eventIds` that this consumer has not taken into account yet, and from now on has: in the transaction of the
 * effect, so that an event delivered five times, even to two processes at once, takes effect once.
 */
export async function claimEvents(
  tx: Transaction,
  consumer: string,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  // Sorted: two batches that share events wait for each other in one order, never in a circle.
  const rows = [...new Set(eventIds)].sort().map((eventId) => ({ consumer, eventId }));
  if (rows.length === 0) return new Set();
  const fresh = await tx
    .insert(processedEvents)
    .values(rows)
    .onConflictDoNothing()
    .returning({ eventId: processedEvents.eventId });
  return new Set(fresh.map(({ eventId }) => eventId));
}

/** Forgets events processed before `before`: earlier than the bus's archive can replay. Returns how many. */
export async function pruneProcessedEvents(queries: Queries, before: Date): Promise<number> {
  const { rowCount } = await queries.delete(processedEvents).where(lt(processedEvents.processedAt, before));
  return rowCount ?? 0;
}
