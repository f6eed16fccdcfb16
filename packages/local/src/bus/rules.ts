import { CONSUMERS, type ConsumerId } from '@pos/contract/consumers.ts';
import { DEFAULT_ATTEMPTS, DEFAULT_BATCH, type ConsumerDeclaration } from '@pos/contract/consumer.ts';
import { eventPatternOf, matchesPattern } from '@pos/contract/derive/event-pattern.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import type { BusEvent } from './put-events.ts';

/**
 * The registry's own bus, named as a stage's is, and the one that every account has. Locally both lead to the same rules,
 * so that a producer with nothing but the endpoint set is heard; in the cloud the default bus has no rule.
 */
export const REGISTRY_BUS = 'pos-local-events';
export const BUSES = [REGISTRY_BUS, 'default'] as const;

export interface Target {
  readonly consumer: ConsumerId;
  readonly declaration: ConsumerDeclaration;
  readonly pattern: ReturnType<typeof eventPatternOf>;
}

export const TARGETS: readonly Target[] = (Object.entries(CONSUMERS) as [ConsumerId, ConsumerDeclaration][]).map(
  ([consumer, declaration]) => ({
    consumer,
    declaration,
    pattern: eventPatternOf(declaration),
  }),
);

/** Consumers whose rule lets an event of the registry's bus through. */
export const consumersOf = (event: BusEvent): readonly ConsumerId[] =>
  TARGETS.filter(({ pattern }) =>
    matchesPattern(pattern, { source: event.source, detailType: event['detail-type'], detail: event.detail }),
  ).map(({ consumer }) => consumer);

export interface QueueSettings {
  readonly batchSize: number;
  readonly attempts: number;
  /** How long a delivered record is hidden from others: six times the function's time, as AWS advises for SQS. */
  readonly visibilitySeconds: number;
}

export const queueSettings = ({
  batch = DEFAULT_BATCH,
  attempts = DEFAULT_ATTEMPTS,
  runtime = DEFAULT_RUNTIME,
}: ConsumerDeclaration): QueueSettings => ({
  batchSize: batch.size,
  attempts,
  visibilitySeconds: runtime.timeoutSeconds * 6,
});

export const deadLetterQueue = (consumer: string): string => `${consumer}.dead`;
