import { CloudwatchEventArchive } from '@cdktf/provider-aws/lib/cloudwatch-event-archive/index.js';
import { CloudwatchEventBusPolicy } from '@cdktf/provider-aws/lib/cloudwatch-event-bus-policy/index.js';
import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus/index.js';
import { Construct } from 'constructs';
import type { Stage } from '../../stage/stage.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { policyDocument } from '../identity-and-keys/policy-document.ts';
import type { Statement } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

export type EventBusProps = {
  readonly name: string;
  readonly keyArn: string;
  readonly alarmTopicArn: string;
};

/** An encrypted bus that keeps every event for replay and lets in, from other accounts, only what the stage names. */
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
      // Events that the bus could not encrypt or decrypt would otherwise be gone.
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

/** A condition on all values holds for none as well: the event has to name its source and type. */
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
