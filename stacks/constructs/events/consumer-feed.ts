import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import { DEFAULT_ATTEMPTS, DEFAULT_BATCH } from '@pos/contract/consumer.ts';
import type { ConsumerDeclaration } from '@pos/contract/consumer.ts';
import { eventPatternOf } from '@pos/contract/derive/event-pattern.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';
import type { LambdaFunction } from '../functions/lambda-function.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import { stageStackOf } from '../stage-stack.ts';

type ConsumerFeedProps = {
  /** Declaration of the consumer: the events it reads, its batch, and its attempts before a dead letter. */
  readonly consumer: ConsumerDeclaration;
  /** Function that processes the events. */
  readonly handler: LambdaFunction;
  /** Name of the event bus. */
  readonly busName: string;
  /** ARN of the key that encrypts queues, topics and the bus: `SecurityStack.messagesKeyArn`. */
  readonly keyArn: string;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/** EventBridge retries a delivery for 24 hours, then sends the event to the dead-letter queue. */
export const deliveryRetries = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 } as const;

/** Age of the oldest message, in seconds, above which the consumer counts as overloaded. */
const backlogSeconds = 900;

/**
 * Delivers events to a consumer: rule, then queue, then the pollers of Lambda. A rule never targets the function
 * directly, because an error of the function would end in the retries of Lambda and then be lost.
 */
export class ConsumerFeed extends Construct {
  constructor(scope: Construct, id: string, { consumer, handler, busName, keyArn, alarmTopicArn }: ConsumerFeedProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const batch = consumer.batch ?? DEFAULT_BATCH;
    const queue = new QueueWithDeadLetters(this, 'queue', {
      name: consumer.id,
      keyArn,
      alarmTopicArn,
      consumerTimeoutSeconds: (consumer.runtime ?? DEFAULT_RUNTIME).timeoutSeconds,
      batchWindowSeconds: batch.windowSeconds,
      maxReceives: consumer.attempts ?? DEFAULT_ATTEMPTS,
    });
    const name = stack.named(consumer.id);
    const rule = new CloudwatchEventRule(this, 'rule', {
      name,
      description: consumer.summary.slice(0, 512),
      eventBusName: busName,
      eventPattern: JSON.stringify(eventPatternOf(consumer)),
    });
    queue.grantSendFromService('events.amazonaws.com', rule.arn);
    queue.deadLetters.grantSendFromService('events.amazonaws.com', rule.arn);
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      eventBusName: busName,
      targetId: 'queue',
      arn: queue.arn,
      retryPolicy: deliveryRetries,
      deadLetterConfig: { arn: queue.deadLetters.arn },
    });
    new LambdaEventSourceMapping(this, 'mapping', {
      eventSourceArn: queue.arn,
      functionName: handler.alias.arn,
      batchSize: batch.size,
      maximumBatchingWindowInSeconds: batch.windowSeconds,
      functionResponseTypes: ['ReportBatchItemFailures'],
      // More pollers than executions would be throttled, and each throttled delivery counts towards `maxReceives`.
      scalingConfig: { maximumConcurrency: handler.reservedConcurrency },
    });
    new Alarm(this, 'backlog', {
      name: `${consumer.id}-backlog`,
      description: `The oldest event of ${queue.name} has waited over ${backlogSeconds / 60} minutes: its function fails, is throttled or is too slow.`,
      topicArn: alarmTopicArn,
      metric: {
        namespace: 'AWS/SQS',
        name: 'ApproximateAgeOfOldestMessage',
        dimensions: { QueueName: queue.name },
        statistic: 'Maximum',
        periodSeconds: 300,
      },
      threshold: backlogSeconds,
      periods: { of: 2, breaching: 2 },
    });
  }
}
