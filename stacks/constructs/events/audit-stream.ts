import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { CloudwatchLogStream } from '@cdktf/provider-aws/lib/cloudwatch-log-stream/index.js';
import { KinesisFirehoseDeliveryStream } from '@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream/index.js';
import { auditPatternOf } from '@pos/contract/derive/event-pattern.ts';
import type { EventDeclaration } from '@pos/contract/event.ts';
import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';
import { AuditCopy } from './audit-copy.ts';
import { deliveryRetries } from './consumer-feed.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { PrivateBucket } from '../storage/private-bucket.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type AuditStreamProps = {
  /** The events to audit. At least one. */
  readonly events: readonly EventDeclaration[];
  /** Name of the event bus. */
  readonly busName: string;
  /** ARN of the key that encrypts the audit bucket and its logs: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
  /** ARN of the key that encrypts queues, topics and the bus: `SecurityStack.messagesKeyArn`. */
  readonly messagesKeyArn: string;
  /** Name of the bucket that receives the access logs: `SecurityStack.accessLogBucket`. */
  readonly accessLogBucket: string;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/** Firehose writes an object after this time at the latest. */
const bufferSeconds = 300;

/**
 * Writes every audited event to a bucket under object lock, one JSON document a line. Nobody can change or delete an
 * object before its retention ends, so scores can be recomputed and compared whatever happens to the database.
 */
export class AuditStream extends Construct {
  readonly bucket: PrivateBucket;
  readonly #props: AuditStreamProps;

  constructor(scope: Construct, id: string, props: AuditStreamProps) {
    super(scope, id);
    this.#props = props;
    const stack = stageStackOf(this);
    const { auditLock, auditDays } = stack.stage.events;
    this.bucket = new PrivateBucket(this, 'bucket', {
      name: 'audit',
      keyArn: props.logsKeyArn,
      accessLogBucket: props.accessLogBucket,
      objectLock: { mode: auditLock, days: auditDays },
    });
    const region = stack.stage.data.replica?.region;
    if (region !== undefined)
      new AuditCopy(this, 'copy', { region, source: this.bucket, sourceKeyArn: props.logsKeyArn });
    const stream = this.#stream();
    this.#feed(stream);
    new Alarm(this, 'stale', {
      name: 'audit-stale',
      description:
        'Changes of reputations have waited over 15 minutes to be written to the audit bucket: read the log group of the delivery stream. Firehose tries for a day.',
      topicArn: props.alarmTopicArn,
      metric: {
        namespace: 'AWS/Firehose',
        name: 'DeliveryToS3.DataFreshness',
        dimensions: { DeliveryStreamName: stack.named('audit') },
        statistic: 'Maximum',
        periodSeconds: 300,
      },
      threshold: 900,
    });
  }

  #stream(): KinesisFirehoseDeliveryStream {
    const stack = stageStackOf(this);
    const logs = new EncryptedLogGroup(this, 'log', {
      name: `/pos/${stack.stage.name}/audit-delivery`,
      keyArn: this.#props.logsKeyArn,
    });
    const logStream = new CloudwatchLogStream(this, 'log-stream', { logGroupName: logs.name, name: 'delivery' });
    const role = new ServiceRole(this, 'delivery-role', {
      name: 'audit-delivery',
      service: 'firehose.amazonaws.com',
      description: 'Writes audited events into their bucket',
    });
    this.bucket.grantWrite(role);
    role.allow({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [this.bucket.arn],
    });
    logs.grantWrite(role);
    return new KinesisFirehoseDeliveryStream(this, 'stream', {
      name: stack.named('audit'),
      destination: 'extended_s3',
      serverSideEncryption: { enabled: true, keyType: 'CUSTOMER_MANAGED_CMK', keyArn: this.#props.messagesKeyArn },
      extendedS3Configuration: {
        roleArn: role.arn,
        bucketArn: this.bucket.arn,
        kmsKeyArn: this.#props.logsKeyArn,
        bufferingInterval: bufferSeconds,
        bufferingSize: 5,
        compressionFormat: 'GZIP',
        fileExtension: '.jsonl.gz',
        prefix: 'events/!{timestamp:yyyy/MM/dd}/',
        errorOutputPrefix: 'failed/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
        processingConfiguration: {
          enabled: true,
          processors: [
            { type: 'AppendDelimiterToRecord', parameters: [{ parameterName: 'Delimiter', parameterValue: '\\n' }] },
          ],
        },
        cloudwatchLoggingOptions: { enabled: true, logGroupName: logs.name, logStreamName: logStream.name },
      },
      dependsOn: [...role.policies, this.bucket.policy],
    });
  }

  #feed(stream: KinesisFirehoseDeliveryStream): void {
    const { events, busName, messagesKeyArn, alarmTopicArn } = this.#props;
    const stack = stageStackOf(this);
    const undelivered = new DeadLetterQueue(this, 'undelivered', {
      name: 'audit',
      keyArn: messagesKeyArn,
      alarmTopicArn,
    });
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: stack.named('audit'),
      description: 'Keeps what must stay provable',
      eventBusName: busName,
      eventPattern: JSON.stringify(auditPatternOf(events)),
    });
    undelivered.grantSendFromService('events.amazonaws.com', rule.arn);
    const role = new ServiceRole(this, 'feed-role', {
      name: 'audit-feed',
      service: 'events.amazonaws.com',
      description: 'Hands audited events to their delivery stream',
    });
    role.allow({ actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], resources: [stream.arn] });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      eventBusName: busName,
      targetId: 'audit',
      arn: stream.arn,
      roleArn: role.arn,
      retryPolicy: deliveryRetries,
      deadLetterConfig: { arn: undelivered.arn },
      dependsOn: role.policies,
    });
  }
}
