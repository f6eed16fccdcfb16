import type { Json } from '@pos/vocabulary/json.ts';
import { eventQuarantine } from './schema/event-quarantine.ts';
import type { Queries } from './session.ts';

/** An event that a consumer has rejected as not credible. */
export interface QuarantinedEvent {
  readonly consumer: string;
  /** The bus's id of the event, which is the same at each redelivery. */
  readonly deliveryId: string;
  readonly event: Json;
  /** A stable code. */
  readonly reason: string;
  readonly detail?: string;
}

/** Quarantines an event with the reason. A redelivery of the same event adds nothing. */
export async function quarantine(queries: Queries, event: QuarantinedEvent): Promise<void> {
  await queries
    .insert(eventQuarantine)
    .values({ ...event })
    .onConflictDoNothing();
}

/** A record that cannot be parsed as an event. */
interface UnreadableRecord {
  readonly recordId: string;
  readonly reason: string;
  readonly detail: string;
  readonly raw: string;
}

/** Quarantines records that cannot be parsed. The records may contain any bytes. */
export async function quarantineUnreadable(
  queries: Queries,
  consumer: string,
  records: readonly UnreadableRecord[],
): Promise<void> {
  for (const { recordId, reason, detail, raw } of records)
    await quarantine(queries, {
      consumer,
      deliveryId: recordId,
      event: storable(raw),
      reason,
      detail: storable(detail),
    });
}

const MAX_KEPT_CHARACTERS = 20_000;

/** PostgreSQL's JSON accepts neither NUL nor lone surrogates, and hostile records may contain both. */
const storable = (text: string): string => text.slice(0, MAX_KEPT_CHARACTERS).replaceAll('\0', '\uFFFD').toWellFormed();
