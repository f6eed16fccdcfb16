import { CloudwatchEventArchive } from '@cdktf/provider-aws/lib/cloudwatch-event-archive/index.js';
import { CloudwatchEventBusPolicy } from '@cdktf/provider-aws/lib/cloudwatch-event-bus-policy/index.js';
import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus/index.js';
import { Construct } from 'constructs';
import type { Stage } from '../../stage/stage.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { policyDocument } from '../identity-and-keys/policy-document.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

type EventBusProps = {
  /** Full name of the bus: `eventBusName(stage)`. */
  readonly name: string;
  /** ARN of the key that encrypts queues, topics and the bus: `SecurityStack.messagesKeyArn`. */
  readonly keyArn: string;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/**
 * An encrypted event bus. It archives every event for `events.archiveDays` and accepts events from other accounts only
 * as configured in `producers` of the stage.
 */
export class EventBus extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly archiveArn: string;

  constructor(scope: Construct, id: string, { name, keyArn, alarmTopicArn }: EventBusProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { stage } = stack;
    const unreadable = new DeadLetterQueue(this, 'unreadable', { name: 'bus', keyArn, alarmTopicArn });
    const bus = new CloudwatchEventBus(this, 'bus', {
      name,
      description: `Facts of the registry, stage ${stage.name}`,
      kmsKeyIdentifier: keyArn,
      // Without this queue EventBridge drops an event that it cannot encrypt or decrypt.
      deadLetterConfig: { arn: unreadable.arn },
    });
    unreadable.grantSendFromService('events.amazonaws.com', stack.arnOf('events', `event-bus/${name}`));
    this.name = bus.name;
    this.arn = bus.arn;
    if (stage.producers.length > 0)
      new CloudwatchEventBusPolicy(this, 'policy', {
        eventBusName: bus.name,
        policy: policyDocument(stage.producers.map((producer) => mayPut(producer, bus.arn))),
      });
    const archive = new CloudwatchEventArchive(this, 'archive', {
      name,
      description: 'Every event, for replay',
      eventSourceArn: bus.arn,
      retentionDays: stage.events.archiveDays,
      kmsKeyIdentifier: keyArn,
    });
    this.archiveArn = archive.arn;
  }
}

/** `ForAllValues` is also true for an event without a source or type. The `Null` condition requires both. */
const mayPut = ({ account, sources, detailTypes }: Stage['producers'][number], busArn: string): Statement => ({
  sid: `Producer${account}`,
  principals: { AWS: [`arn:aws:iam::${account}:root`] },
  actions: ['events:PutEvents'],
  resources: [busArn],
  conditions: {
    'ForAllValues:StringEquals': { 'events:source': sources, 'events:detail-type': detailTypes },
    Null: { 'events:source': 'false', 'events:detail-type': 'false' },
  },
});
