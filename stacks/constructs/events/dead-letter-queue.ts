import { Lazy } from 'cdktf';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';
import { denyPlainText, policyDocument } from '../identity-and-keys/policy-document.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

type DeadLetterQueueProps = {
  /** Source of the messages. The queue becomes `pos-<stage>-<name>-dead-letters`. */
  readonly name: string;
  /** ARN of the key that encrypts queues, topics and the bus: `SecurityStack.messagesKeyArn`. */
  readonly keyArn: string;
  /** ARN of the topic that the alarm notifies from the first message: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/** Keeps failed messages for 14 days. Encrypted, TLS only, with an alarm from the first message. */
export class DeadLetterQueue extends Construct {
  readonly arn: string;
  readonly url: string;
  readonly #statements: Statement[];

  constructor(scope: Construct, id: string, { name, keyArn, alarmTopicArn }: DeadLetterQueueProps) {
    super(scope, id);
    const queueName = `${stageStackOf(this).named(name)}-dead-letters`;
    const queue = new SqsQueue(this, 'queue', {
      name: queueName,
      kmsMasterKeyId: keyArn,
      kmsDataKeyReusePeriodSeconds: 300,
      messageRetentionSeconds: 14 * 24 * 60 * 60,
    });
    this.arn = queue.arn;
    this.url = queue.id;
    this.#statements = [denyPlainText('sqs', [queue.arn])];
    new SqsQueuePolicy(this, 'policy', {
      queueUrl: queue.id,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }),
    });
    new Alarm(this, 'alarm', {
      name: `${name}-dead-letters`,
      description: `Something of ${name} could not be delivered or processed and lies in ${queueName}. docs/operate.md, "Replay", tells how to look at it and send it again.`,
      topicArn: alarmTopicArn,
      metric: {
        namespace: 'AWS/SQS',
        name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: queueName },
        statistic: 'Maximum',
        periodSeconds: 60,
      },
      threshold: 0,
    });
  }

  /** Lets an AWS service send messages on behalf of one resource, such as an EventBridge rule. */
  grantSendFromService(service: string, sourceArn: string): void {
    this.#statements.push(serviceSends(service, sourceArn, this.arn, this.#statements.length));
  }
}

/**
 * A statement for a queue policy that permits a service to send messages on behalf of one resource. `number` makes the
 * statement id unique.
 */
export const serviceSends = (service: string, sourceArn: string, queueArn: string, number: number): Statement => ({
  sid: `SendFor${number}`,
  principals: { Service: [service] },
  actions: ['sqs:SendMessage'],
  resources: [queueArn],
  conditions: { ArnEquals: { 'aws:SourceArn': sourceArn } },
});
