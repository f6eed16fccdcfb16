import type { Database } from '@pos/database/database.ts';
import { leaseOutbox, markFailed, markPublished, type LeasedEvent } from '@pos/database/outbox.ts';
import type { Log } from '@pos/runtime/log.ts';
import { putBatches } from '../domain/put-batches.ts';
import { PUT_LIMITS, type EventBus, type Outcomes } from '@pos/runtime/needs/event-bus.ts';

/** Maximum number of events in one lease. A full lease is sent in ten concurrent requests of ten events each. */
const LEASE_SIZE = 100;
const LEASE_MS = 30_000;

export interface RelayTurn {
  readonly published: number;
  readonly refused: number;
  /** True if the bus did not answer. */
  readonly outage: boolean;
}

const bytesOf = (event: LeasedEvent): number =>
  Buffer.byteLength(JSON.stringify(event.detail)) + event.source.length + event.detailType.length;

interface Put {
  readonly outcomes: Outcomes;
  readonly outage: boolean;
}

async function put(bus: EventBus, events: readonly LeasedEvent[]): Promise<Put> {
  try {
    return { outcomes: await bus.put(events), outage: false };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'The bus did not answer.';
    return { outcomes: events.map(() => reason), outage: true };
  }
}

/**
 * Leases events of the outbox and publishes them. Marks the events that the bus accepted. Stores the reason of each
 * refused event, which is retried after a pause. If a relay dies before it marks its events, the next relay leases and
 * publishes them again, so delivery is at least once.
 */
export async function relayOnce({
  database,
  bus,
  log,
}: {
  readonly database: Database;
  readonly bus: EventBus;
  readonly log: Log;
}): Promise<RelayTurn> {
  const leased = await leaseOutbox(database.orm, LEASE_SIZE, LEASE_MS);
  const batches = putBatches(leased, bytesOf, PUT_LIMITS);
  const puts = await Promise.all(batches.map((batch) => put(bus, batch)));
  const outcomes = puts.flatMap((each) => each.outcomes);
  const taken = leased.filter((_, index) => outcomes[index] === undefined);
  const refused = Map.groupBy(
    leased.flatMap((event, index) =>
      outcomes[index] === undefined ? [] : [{ id: event.id, reason: outcomes[index] }],
    ),
    ({ reason }) => reason,
  );
  await markPublished(
    database.orm,
    taken.map(({ id }) => id),
  );
  for (const [reason, events] of refused) {
    log.warn('The bus did not take events', { count: events.length, reason });
    await markFailed(
      database.orm,
      events.map(({ id }) => id),
      reason,
    );
  }
  const outage = puts.length > 0 && puts.every((each) => each.outage);
  return { published: taken.length, refused: leased.length - taken.length, outage };
}
