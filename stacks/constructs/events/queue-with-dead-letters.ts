import { Lazy } from 'cdktf';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { SqsQueueRedriveAllowPolicy } from '@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js';
import { Construct } from 'constructs';
import { DeadLetterQueue, serviceSends } from './dead-letter-queue.ts';
import { denyPlainText, policyDocument } from '../identity-and-keys/policy-document.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

type QueueWithDeadLettersProps = {
  /** The queue becomes `pos-<stage>-<name>`. */
  readonly name: string;
  /** ARN of the key that encrypts queues, topics and the bus: `SecurityStack.messagesKeyArn`. */
  readonly keyArn: string;
  /** ARN of the topic that the dead-letter alarm notifies: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
  /**
   * Timeout of the consumer, in seconds. A received message stays invisible for six times as long, as AWS recommends
   * for Lambda pollers.
   */
  readonly consumerTimeoutSeconds: number;
  /** Deliveries before a message goes to the dead-letter queue. Default: 5. */
  readonly maxReceives?: number;
  /**
   * Seconds for which the poller gathers a batch. They are added to the invisibility, because SQS counts from the
   * receive. Default: 0.
   */
  readonly batchWindowSeconds?: number;
};

/**
 * An encrypted, TLS-only queue with a dead-letter queue. A message is kept for 4 days, and for another 14 as a dead
 * letter.
 */
export class QueueWithDeadLetters extends Construct {
  readonly arn: string;
  readonly name: string;
  readonly deadLetters: DeadLetterQueue;
  readonly #statements: Statement[];

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    this.name = stack.named(props.name);
    this.deadLetters = new DeadLetterQueue(this, 'dead-letters', {
      name: props.name,
      keyArn: props.keyArn,
      alarmTopicArn: props.alarmTopicArn,
    });
    const queue = new SqsQueue(this, 'queue', {
      kmsMasterKeyId: props.keyArn,
      kmsDataKeyReusePeriodSeconds: 300,
      name: this.name,
      messageRetentionSeconds: 4 * 24 * 60 * 60,
      visibilityTimeoutSeconds: props.consumerTimeoutSeconds * 6 + (props.batchWindowSeconds ?? 0),
      receiveWaitTimeSeconds: 20,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: this.deadLetters.arn,
        maxReceiveCount: props.maxReceives ?? 5,
      }),
    });
    new SqsQueueRedriveAllowPolicy(this, 'redrive', {
      queueUrl: this.deadLetters.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [queue.arn] }),
    });
    this.arn = queue.arn;
    this.#statements = [denyPlainText('sqs', [queue.arn])];
    new SqsQueuePolicy(this, 'policy', {
      queueUrl: queue.id,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }),
    });
  }

  /** Lets an AWS service send messages on behalf of one resource, such as an EventBridge rule. */
  grantSendFromService(service: string, sourceArn: string): void {
    this.#statements.push(serviceSends(service, sourceArn, this.arn, this.#statements.length));
  }
}

/**
 * The statements that let a role read a queue. A function takes them before the events stack creates its queue. The
 * right to use the key is limited to SQS but not to this queue, because a message that is sent back from the
 * dead-letter queue was encrypted for that queue.
 */
export const consumeStatements = ({
  queueArn,
  keyArn,
  region,
}: {
  readonly queueArn: string;
  readonly keyArn: string;
  readonly region: string;
}): Statement[] => [
  {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
    resources: [queueArn],
  },
  {
    actions: ['kms:Decrypt'],
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } },
  },
];
