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

export type EventsStackProps = {
  readonly contract: Contract;
  /** The functions of consumers, by id. */
  readonly consumers: Readonly<Record<string, LambdaFunction>>;
  readonly logsKeyArn: string;
  readonly messagesKeyArn: string;
  readonly accessLogBucket: string;
  readonly alarmTopicArn: string;
};

/** The bus with everything that hangs on it: a feed for each consumer, archive, schemas, audit, and producers elsewhere. */
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
        throw new Error(`${consumer.id} has no function: pass every function of the functions stack's consumers.`);
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
      this.publish(
        'audit_bucket',
        audit.bucket.name,
        'Every change of a reputation, where nobody can change or delete it',
      );
    }
    this.publish('event_bus_arn', bus.arn, 'Producers in other accounts put events here; replays go back to it');
    this.publish('event_archive_arn', bus.archiveArn, 'Source of replays');
  }
}

/** Outsiders speak under sources of their own, about what the contract lets outsiders speak of. */
function checkProducers(stage: Stage, contract: Contract): void {
  const open = Object.values(contract.events)
    .filter((event) => event.outsiders)
    .map(detailType);
  stage.producers.forEach(({ sources, detailTypes }, index) => {
    const where = `Stage ${stage.name} (stacks/stages/${stage.name}.ts): producers.${index}`;
    for (const source of sources) {
      if (!source.startsWith(EXTERNAL_SOURCE_PREFIX))
        throw new StageError(
          `${where}.sources: "${source}" is not an outsider's: start it with "${EXTERNAL_SOURCE_PREFIX}".`,
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
