import { pruneChallenges } from '@pos/database/challenges.ts';
import type { Database } from '@pos/database/database.ts';
import { pruneIdempotencyKeys } from '@pos/database/idempotency.ts';
import { pruneOutbox } from '@pos/database/outbox.ts';
import { pruneProcessedEvents } from '@pos/database/processed-events.ts';

const DAY_MS = 86_400_000;

/**
 * Retention in days. Ids of processed events are kept longer than the bus's archive, from which events can be replayed.
 */
const KEPT_DAYS = { challenges: 1, outbox: 30, processedEvents: 400 } as const;

/** Deletes rows past their retention and returns the number of deleted rows of each kind. */
export async function pruneExpired({ orm }: Database, now: Date): Promise<Readonly<Record<string, number>>> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return {
    challenges: await pruneChallenges(orm, daysAgo(KEPT_DAYS.challenges)),
    idempotencyKeys: await pruneIdempotencyKeys(orm),
    outbox: await pruneOutbox(orm, daysAgo(KEPT_DAYS.outbox)),
    processedEvents: await pruneProcessedEvents(orm, daysAgo(KEPT_DAYS.processedEvents)),
  };
}
