import { Lazy } from 'cdktf';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { SqsQueueRedriveAllowPolicy } from '@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js';
import { Construct } from 'constructs';
import { DeadLetterQueue, serviceSends } from './dead-letter-queue.ts';
import { denyPlainText, policyDocument } from '../identity-and-keys/policy-document.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import type { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

export type QueueWithDeadLettersProps = {
  readonly name: string;
  /** The stage's message key: `security.messagesKey.arn`. */
  readonly keyArn: string;
  /** Where the alarm about dead letters goes: `observability.topicArn`. */
  readonly alarmTopicArn: string;
  /** The consumer's timeout in seconds; a message stays invisible for six times as long, as Lambda's pollers ask. */
  readonly consumerTimeoutSeconds: number;
  /** Deliveries before a message is put aside. */
  readonly maxReceives?: number;
  /** How long the consumer's poller gathers messages before it hands them over; they are invisible for that long too. */
  readonly batchWindowSeconds?: number;
};

/** A queue that loses nothing: encrypted, TLS only, its dead letters kept for 14 days and alarmed about from the first. */
export class QueueWithDeadLetters extends Construct {
  readonly arn: string;
  readonly url: string;
  readonly name: string;
  readonly deadLetters: DeadLetterQueue;
  readonly #keyArn: string;
  readonly #statements: Statement[];

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    this.#keyArn = props.keyArn;
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
    this.url = queue.id;
    this.#statements = [denyPlainText('sqs', [queue.arn])];
    new SqsQueuePolicy(this, 'policy', {
      queueUrl: queue.id,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }),
    });
  }

  /** Lets an AWS service put messages on the queue on behalf of one resource, such as an EventBridge rule. */
  grantSendFromService(service: string, sourceArn: string): void {
    this.#statements.push(serviceSends(service, sourceArn, this.arn, this.#statements.length));
  }

  grantSend(role: ServiceRole): void {
    role.allow(
      { actions: ['sqs:SendMessage'], resources: [this.arn] },
      { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [this.#keyArn] },
    );
  }

  grantConsume(role: ServiceRole): void {
    role.allow(
      ...consumeStatements({ queueArn: this.arn, keyArn: this.#keyArn, region: stageStackOf(this).stage.region }),
    );
  }
}

/**
 * What a role needs to read a queue, for queues that a later stack makes under an agreed name. The key may be used through
 * SQS alone; not for this queue alone, since letters that come back from the dead were encrypted for another.
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
