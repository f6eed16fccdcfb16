import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { NEEDS } from '@pos/contract/needs.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { pick, type Environment } from '../environment.ts';

/** An event in the form of the bus. */
export interface ProducedEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
}

export interface ProducerBus {
  /**
   * Publishes at most ten events. The result has, for each event in order, the id that the bus gave it or the reason of
   * its refusal. Throws an `OutageError` if the bus as a whole does not answer.
   */
  publish(events: readonly ProducedEvent[]): Promise<readonly Result<string, string>[]>;
}

const TIMEOUT_MS = 5_000;

export function producerBus(busName: string, client = new EventBridgeClient({ maxAttempts: 2 })): ProducerBus {
  const send = (events: readonly ProducedEvent[]) =>
    client.send(
      new PutEventsCommand({
        Entries: events.map(({ source, detailType, detail }) => ({
          EventBusName: busName,
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        })),
      }),
      { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
    );
  return {
    async publish(events) {
      const { Entries = [] } = await send(events).catch((cause: unknown) => {
        throw new OutageError('event-bus', 'The event bus does not answer.', { cause });
      });
      return events.map((_, index) => {
        const entry = Entries[index];
        if (entry?.EventId !== undefined) return ok(entry.EventId);
        return err(entry?.ErrorCode ?? 'The bus returned no result for this event.');
      });
    },
  };
}

export const buildProducerBus = async (environment: Environment): Promise<ProducerBus> =>
  producerBus(pick(NEEDS.producerBus.environment, environment).PRODUCER_BUS_NAME);
