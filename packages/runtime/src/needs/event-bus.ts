import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { NEEDS } from '@pos/contract/needs.ts';
import type { LeasedEvent } from '@pos/database/outbox.ts';
import { pick, type Environment } from '../environment.ts';

/** Per event of one request, in order: `undefined` if the bus accepted the event, otherwise the reason it gave. */
export type Outcomes = readonly (string | undefined)[];

export interface EventBus {
  /** Puts at most ten events. Throws if the bus as a whole does not answer. */
  put(events: readonly LeasedEvent[]): Promise<Outcomes>;
  close(): void;
}

/** Limits of one PutEvents request: entries, and bytes of all entries together. Source: EventBridge quotas. */
export const PUT_LIMITS = { entries: 10, bytes: 256 * 1024 } as const;

export function eventBridge(busName: string, client = new EventBridgeClient({ maxAttempts: 2 })): EventBus {
  return {
    async put(events) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: events.map(({ source, detailType, detail }) => ({
            EventBusName: busName,
            Source: source,
            DetailType: detailType,
            Detail: JSON.stringify(detail),
          })),
        }),
        { abortSignal: AbortSignal.timeout(5_000) },
      );
      return events.map((_, index) => {
        const entry = Entries[index];
        if (entry?.EventId !== undefined) return undefined;
        return entry === undefined
          ? 'The bus returned no result for this entry.'
          : `${entry.ErrorCode}: ${entry.ErrorMessage}`;
      });
    },
    close: () => client.destroy(),
  };
}

export const buildEventBus = async (environment: Environment): Promise<EventBus> =>
  eventBridge(pick(NEEDS.eventBus.environment, environment).EVENT_BUS_NAME);
