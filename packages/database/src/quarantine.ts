import type { Json } from '@pos/vocabulary/json.ts';
import { eventQuarantine } from './schema/event-quarantine.ts';
import type { Queries } from './session.ts';

/** An event that is not believed. */
export interface QuarantinedEvent {
  readonly consumer: string;
  /** The bus's id of the event, the same at each redelivery. */
  readonly deliveryId: string;
  readonly event: Json;
  /** Stable code. */
  readonly reason: string;
  readonly detail?: string;
}

/** Puts an event aside with the reason; a redelivery of the same event adds nothing. */
export async function quarantine(queries: Queries, event: QuarantinedEvent): Promise<void> {
  await queries
    .insert(eventQuarantine)
    .values({ ...event })
    .onConflictDoNothing();
}

/** A record that never became an event: it does not parse. */
interface UnreadableRecord {
  readonly recordId: string;
  readonly reason: string;
  readonly detail: string;
  readonly raw: string;
}

/** Puts records aside that will never parse, whatever bytes they are made of. */
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

/** PostgreSQL's JSON takes neither NUL nor half a surrogate pair, and hostile records may hold both. */
const storable = (text: string): string => text.slice(0, MAX_KEPT_CHARACTERS).replaceAll('\0', '\uFFFD').toWellFormed();
