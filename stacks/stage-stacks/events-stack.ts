import type { Contract } from '@pos/contract/contract.ts';
import { detailType, EXTERNAL_SOURCE_PREFIX } from '@pos/contract/event.ts';
import type { Construct } from 'constructs';
import { eventBusName } from '../stage/agreed-names.ts';
import { AuditStream } from '../constructs/events/audit-stream.ts';
import { ConsumerFeed } from '../constructs/events/consumer-feed.ts';
import { EventBus } from '../constructs/events/event-bus.ts';
import { EventSchemas } from '../constructs/events/event-schemas.ts';
import type { LambdaFunction } from '../constructs/functions/lambda-function.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import type { Stage } from '../stage/stage.ts';
import { StageError } from '../stage/variables.ts';

type EventsStackProps = {
  readonly contract: Contract;
  /** Functions of the consumers, by consumer id. */
  readonly consumers: Readonly<Record<string, LambdaFunction>>;
  readonly logsKeyArn: string;
  readonly messagesKeyArn: string;
  readonly accessLogBucket: string;
  readonly alarmTopicArn: string;
};

/**
 * The event bus, a feed for each consumer, the archive, the published schemas, the audit stream, and the permissions
 * of producers in other accounts.
 */
export class EventsStack extends StageStack {
  constructor(scope: Construct, context: StageContext, props: EventsStackProps) {
    super(scope, 'events', context);
    const { contract, consumers, logsKeyArn, messagesKeyArn, accessLogBucket, alarmTopicArn } = props;
    checkProducers(this.stage, contract);
    const bus = new EventBus(this, 'bus', { name: eventBusName(this.stage), keyArn: messagesKeyArn, alarmTopicArn });
    new EventSchemas(this, 'schemas', { registryName: this.named('events'), events: Object.values(contract.events) });
    for (const consumer of Object.values(contract.consumers)) {
      const handler = consumers[consumer.id];
      if (!handler)
        throw new Error(`The consumer ${consumer.id} has no function: pass the consumers of the functions stack.`);
      new ConsumerFeed(this, consumer.id, {
        consumer,
        handler,
        busName: bus.name,
        keyArn: messagesKeyArn,
        alarmTopicArn,
      });
    }
    const audited = Object.values(contract.events).filter((event) => event.audited);
    if (audited.length > 0) {
      const audit = new AuditStream(this, 'audit', {
        events: audited,
        busName: bus.name,
        logsKeyArn,
        messagesKeyArn,
        accessLogBucket,
        alarmTopicArn,
      });
      this.publish('audit_bucket', audit.bucket.name, 'Bucket with every change of a reputation, under object lock');
    }
    this.publish(
      'event_bus_arn',
      bus.arn,
      'Event bus; producers in other accounts put events on it and replays send to it',
    );
    this.publish('event_archive_arn', bus.archiveArn, 'Archive from which events are replayed');
  }
}

/**
 * Refuses a producer with a source of the registry itself, or with an event that the contract does not open to
 * outsiders.
 */
function checkProducers(stage: Stage, contract: Contract): void {
  const open = Object.values(contract.events)
    .filter((event) => event.outsiders)
    .map(detailType);
  stage.producers.forEach(({ sources, detailTypes }, index) => {
    const where = `Stage ${stage.name} (stacks/stages/${stage.name}.ts): producers.${index}`;
    for (const source of sources) {
      if (!source.startsWith(EXTERNAL_SOURCE_PREFIX))
        throw new StageError(
          `${where}.sources: "${source}" is a source of the registry itself: begin it with "${EXTERNAL_SOURCE_PREFIX}".`,
        );
    }
    for (const type of detailTypes) {
      if (!open.includes(type))
        throw new StageError(
          `${where}.detailTypes: "${type}" is not open to outsiders: choose from ${open.join(', ')}, or declare the event with "outsiders: true".`,
        );
    }
  });
}
