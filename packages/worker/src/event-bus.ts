import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ClaimedEvent } from '@pos/database/outbox.ts';

/** What became of each event of one request, in their order: `undefined` where the bus took it, else why it did not. */
export type Outcomes = readonly (string | undefined)[];

export interface EventBus {
  /** Puts at most ten events. Throws where the bus as a whole did not answer. */
  put(events: readonly ClaimedEvent[]): Promise<Outcomes>;
  close(): void;
}

/** Entries of one PutEvents request at most, and their bytes together. */
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
          ? 'The bus did not say what became of it.'
          : `${entry.ErrorCode}: ${entry.ErrorMessage}`;
      });
    },
    close: () => client.destroy(),
  };
}
