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
  await queries.insert(eventQuarantine).values({ ...event }).onConflictDoNothing();
}
