import { CONSUMERS, type ConsumerId } from '@pos/contract/consumers.ts';
import { DEFAULT_ATTEMPTS, DEFAULT_BATCH, type ConsumerDeclaration } from '@pos/contract/consumer.ts';
import { eventPatternOf, matchesPattern } from '@pos/contract/derive/event-pattern.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import type { BusEvent } from './put-events.ts';

/**
 * Name of the registry's bus, in the form of a deployed stage. Locally the default bus of an AWS account has the same
 * rules, so that a producer needs only the endpoint. In the cloud the default bus has no rule.
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

/** Consumers whose rule matches an event. */
export const consumersOf = (event: BusEvent): readonly ConsumerId[] =>
  TARGETS.filter(({ pattern }) =>
    matchesPattern(pattern, { source: event.source, detailType: event['detail-type'], detail: event.detail }),
  ).map(({ consumer }) => consumer);

export interface QueueSettings {
  readonly batchSize: number;
  readonly attempts: number;
  /** Visibility timeout in seconds: six times the timeout of the function, as AWS recommends for SQS. */
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
