import { Lazy } from 'cdktf';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { SqsQueueRedriveAllowPolicy } from '@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js';
import { Construct } from 'constructs';
import { Alarm } from './alarm.ts';
import { denyPlainText, policyDocument } from './policy-document.ts';
import type { Statement } from './policy-document.ts';
import type { ServiceRole } from './service-role.ts';
import { stageStackOf } from './stage-stack.ts';

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
};

/** A queue that loses nothing: encrypted, TLS only, its dead letters kept for 14 days and alarmed about from the first. */
export class QueueWithDeadLetters extends Construct {
  readonly arn: string;
  readonly url: string;
  readonly name: string;
  readonly deadLetterArn: string;
  readonly #keyArn: string;
  readonly #statements: Statement[];
  readonly #deadStatements: Statement[];

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    this.#keyArn = props.keyArn;
    this.name = stack.named(props.name);
    const encrypted = { kmsMasterKeyId: props.keyArn, kmsDataKeyReusePeriodSeconds: 300 };
    const dead = new SqsQueue(this, 'dead-letters', { ...encrypted, name: `${this.name}-dead-letters`, messageRetentionSeconds: days(14) });
    const queue = new SqsQueue(this, 'queue', {
      ...encrypted,
      name: this.name,
      messageRetentionSeconds: days(4),
      visibilityTimeoutSeconds: props.consumerTimeoutSeconds * 6,
      receiveWaitTimeSeconds: 20,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: props.maxReceives ?? 5 }),
    });
    new SqsQueueRedriveAllowPolicy(this, 'redrive', {
      queueUrl: dead.id,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [queue.arn] }),
    });
    this.arn = queue.arn;
    this.url = queue.id;
    this.deadLetterArn = dead.arn;
    this.#statements = [denyPlainText('sqs', [queue.arn])];
    new SqsQueuePolicy(this, 'policy', { queueUrl: queue.id, policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }) });
    this.#deadStatements = [denyPlainText('sqs', [dead.arn])];
    new SqsQueuePolicy(this, 'dead-letters-policy', { queueUrl: dead.id, policy: Lazy.stringValue({ produce: () => policyDocument(this.#deadStatements) }) });
    new Alarm(this, 'dead-letters-alarm', {
      name: `${props.name}-dead-letters`,
      description: `Messages of ${this.name} could not be processed. docs/operate.md, "Replay", tells how to look at them and send them again.`,
      topicArn: props.alarmTopicArn,
      metric: { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', dimensions: { QueueName: `${this.name}-dead-letters` }, statistic: 'Maximum', periodSeconds: 60 },
      threshold: 0,
    });
  }

  /** Lets an AWS service put messages on the queue on behalf of one resource, such as an EventBridge rule. */
  grantSendFromService(service: string, sourceArn: string): void {
    this.#statements.push(serviceSends(service, sourceArn, this.arn, this.#statements.length));
  }

  /** Lets a service put straight among the dead letters what it could not put on the queue. */
  grantDeadLettersFromService(service: string, sourceArn: string): void {
    this.#deadStatements.push(serviceSends(service, sourceArn, this.deadLetterArn, this.#deadStatements.length));
  }

  grantSend(role: ServiceRole): void {
    role.allow({ actions: ['sqs:SendMessage'], resources: [this.arn] }, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [this.#keyArn] });
  }

  grantConsume(role: ServiceRole): void {
    role.allow(...consumeStatements(this.arn, this.#keyArn));
  }
}

/** What a role needs to read a queue, for queues that a later stack makes under an agreed name. */
export const consumeStatements = (queueArn: string, keyArn: string): Statement[] => [
  { actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'], resources: [queueArn] },
  { actions: ['kms:Decrypt'], resources: [keyArn], conditions: { StringEquals: { 'kms:EncryptionContext:aws:sqs:arn': queueArn } } },
];

const serviceSends = (service: string, sourceArn: string, queueArn: string, number: number): Statement => ({
  sid: `SendFor${number}`,
  principals: { Service: [service] },
  actions: ['sqs:SendMessage'],
  resources: [queueArn],
  conditions: { ArnEquals: { 'aws:SourceArn': sourceArn } },
});

const days = (count: number): number => count * 24 * 60 * 60;
