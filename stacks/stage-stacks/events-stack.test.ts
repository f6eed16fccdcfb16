import { beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ATTEMPTS, DEFAULT_BATCH } from '@pos/contract/consumer.ts';
import type { ConsumerDeclaration } from '@pos/contract/consumer.ts';
import { CONTRACT } from '@pos/contract/contract.ts';
import { eventPatternOf, matchesPattern } from '@pos/contract/derive/event-pattern.ts';
import type { EventPattern } from '@pos/contract/derive/event-pattern.ts';
import { eventSchemaName, eventSchemaOf } from '@pos/contract/derive/event-schema.ts';
import { detailType } from '@pos/contract/event.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import { join } from 'node:path';
import { discoverStages } from '../stage/discover.ts';
import type { Stage } from '../stage/stage.ts';
import { grantsOf } from '../testing/role-grants.ts';
import { readBent } from '../testing/stages.ts';
import { readJson, synthesize } from '../testing/synthesized.ts';
import type { Attributes, Policy, Synthesized } from '../testing/synthesized.ts';

const producer = { account: '111122223333', sources: ['pos.producer.acme'], detailTypes: ['SettlementConfirmed.v1'] };
const withProducer = (bend: object = {}) =>
  readBent((settings) => Object.assign(settings, { producers: [{ ...producer, ...bend }] }));

let app: Synthesized;
let stages: readonly Stage[];
beforeAll(async () => {
  const definitions = await discoverStages(join(import.meta.dirname, '..', 'stages'));
  stages = [...definitions.map((definition) => definition.read({})), withProducer()];
  app = synthesize(stages);
}, 300_000);

const consumers = Object.values(CONTRACT.consumers);
const events = Object.values(CONTRACT.events);
const named = (stage: string, type: string, name: string): Attributes =>
  app.all(`${stage}-events`, type).find((each) => each['name'] === name || each['alarm_name'] === name) ?? {};
const statements = (attributes: Attributes): Policy['Statement'] =>
  (readJson(String(attributes['policy'])) as Policy).Statement;
const reference = (stage: string, type: string, attributes: Attributes, attribute: string): string => {
  const [logicalId] =
    Object.entries(app.stacks[`${stage}-events`]?.resource?.[type] ?? {}).find(([, each]) => each === attributes) ?? [];
  return `\${${type}.${logicalId}.${attribute}}`;
};

describe.each(['dev', 'prod', 'test'])('events of %s', (stage) => {
  const queueOf = ({ id }: ConsumerDeclaration, suffix = '') =>
    named(stage, 'aws_sqs_queue', `pos-${stage}-${id}${suffix}`);
  const arnOf = (queue: Attributes) => reference(stage, 'aws_sqs_queue', queue, 'arn');
  const ruleOf = ({ id }: ConsumerDeclaration) => named(stage, 'aws_cloudwatch_event_rule', `pos-${stage}-${id}`);
  const targetOf = (rule: Attributes) =>
    app
      .all(`${stage}-events`, 'aws_cloudwatch_event_target')
      .filter((each) => each['rule'] === reference(stage, 'aws_cloudwatch_event_rule', rule, 'name'));
  const sendersTo = (queue: Attributes) => {
    const policy =
      app
        .all(`${stage}-events`, 'aws_sqs_queue_policy')
        .find((each) => each['queue_url'] === reference(stage, 'aws_sqs_queue', queue, 'id')) ?? {};
    return statements(policy).filter(({ Effect }) => Effect === 'Allow');
  };

  it('reach every consumer by a rule with the pattern of the contract', () => {
    const rules = app
      .all(`${stage}-events`, 'aws_cloudwatch_event_rule')
      .map(({ name }) => name)
      .sort();
    expect(rules).toEqual([...consumers.map(({ id }) => `pos-${stage}-${id}`), `pos-${stage}-audit`].sort());
    for (const consumer of consumers)
      expect(readJson(String(ruleOf(consumer)['event_pattern']))).toEqual(eventPatternOf(consumer));
  });

  it.each(consumers.map((consumer) => [consumer.id, consumer] as const))(
    'wait for %s in a queue of its own with a dead-letter queue after the last attempt',
    (_, consumer) => {
      const queue = queueOf(consumer);
      const dead = queueOf(consumer, '-dead-letters');
      const { timeoutSeconds } = consumer.runtime ?? DEFAULT_RUNTIME;
      expect(queue).toMatchObject({
        kms_master_key_id: expect.stringContaining('aws_kms_keymessages'),
        visibility_timeout_seconds: timeoutSeconds * 6 + (consumer.batch ?? DEFAULT_BATCH).windowSeconds,
      });
      expect(readJson(String(queue['redrive_policy']))).toEqual({
        deadLetterTargetArn: arnOf(dead).replaceAll('"', "'"),
        maxReceiveCount: consumer.attempts ?? DEFAULT_ATTEMPTS,
      });
      expect(dead).toMatchObject({ message_retention_seconds: 1_209_600 });
      expect(named(stage, 'aws_cloudwatch_metric_alarm', `pos-${stage}-${consumer.id}-dead-letters`)).toMatchObject({
        threshold: 0,
        dimensions: { QueueName: `pos-${stage}-${consumer.id}-dead-letters` },
      });
      expect(named(stage, 'aws_cloudwatch_metric_alarm', `pos-${stage}-${consumer.id}-backlog`)).toMatchObject({
        metric_name: 'ApproximateAgeOfOldestMessage',
      });
    },
  );

  it.each(consumers.map((consumer) => [consumer.id, consumer] as const))(
    'reach %s through its queue only, retried for a day',
    (_, consumer) => {
      const rule = ruleOf(consumer);
      expect(targetOf(rule)).toMatchObject([
        {
          arn: arnOf(queueOf(consumer)),
          retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
          dead_letter_config: { arn: arnOf(queueOf(consumer, '-dead-letters')) },
        },
      ]);
      const ruleArn = reference(stage, 'aws_cloudwatch_event_rule', rule, 'arn');
      for (const queue of [queueOf(consumer), queueOf(consumer, '-dead-letters')]) {
        expect(sendersTo(queue)).toMatchObject([
          {
            Action: ['sqs:SendMessage'],
            Principal: { Service: ['events.amazonaws.com'] },
            Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
          },
        ]);
      }
    },
  );

  it.each(consumers.map((consumer) => [consumer.id, consumer] as const))(
    'reach %s in batches with partial failures, polled at most at its reserved concurrency',
    (id, consumer) => {
      const mapping = app
        .all(`${stage}-events`, 'aws_lambda_event_source_mapping')
        .filter((each) => each['event_source_arn'] === arnOf(queueOf(consumer)));
      const handler = app
        .all(`${stage}-functions`, 'aws_lambda_function')
        .find((each) => each['function_name'] === `pos-${stage}-${id}`);
      const { size, windowSeconds } = consumer.batch ?? DEFAULT_BATCH;
      expect(mapping).toMatchObject([
        {
          function_name: `arn:aws:lambda:us-east-1:000000000000:function:pos-${stage}-${id}:live`,
          function_response_types: ['ReportBatchItemFailures'],
          batch_size: size,
          maximum_batching_window_in_seconds: windowSeconds,
          scaling_config: { maximum_concurrency: handler?.['reserved_concurrent_executions'] },
        },
      ]);
    },
  );

  it('never target a function directly and always have a dead-letter queue', () => {
    for (const target of app.all(`${stage}-events`, 'aws_cloudwatch_event_target')) {
      expect(String(target['arn'])).toMatch(/^\$\{aws_(sqs_queue|kinesis_firehose_delivery_stream)\./);
      expect(target['dead_letter_config']).toBeDefined();
    }
  });

  it('are archived for replay on an encrypted bus', () => {
    expect(app.only(`${stage}-events`, 'aws_cloudwatch_event_bus')).toMatchObject({
      name: `pos-${stage}-events`,
      kms_key_identifier: expect.stringContaining('aws_kms_keymessages'),
      dead_letter_config: { arn: expect.stringContaining('aws_sqs_queue') },
    });
    expect(app.only(`${stage}-events`, 'aws_cloudwatch_event_archive')).toMatchObject({
      retention_days: stages.find(({ name }) => name === stage)?.events.archiveDays,
    });
  });

  it('are published with the schemas that consumers validate them with', () => {
    const published = app
      .all(`${stage}-events`, 'aws_schemas_schema')
      .map(({ name, type, content }) => [String(name), { type, schema: JSON.parse(String(content)) as unknown }]);
    expect(published).toHaveLength(events.length);
    expect(Object.fromEntries(published)).toEqual(
      Object.fromEntries(
        events.map((event) => [eventSchemaName(event), { type: 'JSONSchemaDraft4', schema: eventSchemaOf(event) }]),
      ),
    );
  });

  it('that change a reputation are written to a bucket under object lock', () => {
    const { events: settings } = stages.find(({ name }) => name === stage) ?? withProducer();
    const locks = app.all(`${stage}-events`, 'aws_s3_bucket_object_lock_configuration');
    for (const lock of locks)
      expect(lock).toMatchObject({
        rule: { default_retention: { mode: settings.auditLock, days: settings.auditDays } },
      });
    const pattern = readJson(
      String(named(stage, 'aws_cloudwatch_event_rule', `pos-${stage}-audit`)['event_pattern']),
    ) as EventPattern;
    const audited = events
      .filter(({ source, ...event }) =>
        matchesPattern(pattern, { source, detailType: detailType({ source, ...event }) }),
      )
      .map(({ id }) => id);
    expect(audited).toContain('reputation-changed');
    expect(audited).toEqual(events.filter((event) => event.audited).map(({ id }) => id));
    expect(app.only(`${stage}-events`, 'aws_kinesis_firehose_delivery_stream')).toMatchObject({
      destination: 'extended_s3',
      server_side_encryption: { enabled: true, key_type: 'CUSTOMER_MANAGED_CMK' },
      extended_s3_configuration: { bucket_arn: expect.stringContaining('aws_s3_bucket.audit_bucket') },
    });
  });

  it('of outside producers are put on the bus by one function, which cannot publish as the registry', () => {
    const policies = app
      .all(`${stage}-functions`, 'aws_iam_role_policy')
      .flatMap(statements)
      .filter(({ Action }) => Action.includes('events:PutEvents'));
    expect(policies).toMatchObject([
      {
        Condition: {
          'ForAllValues:StringLike': { 'events:source': ['pos.producer.*'] },
          Null: { 'events:source': 'false' },
        },
      },
    ]);
  });

  it('are put on the bus only by the worker, with the sources of the contract', () => {
    const bus = `arn:aws:events:us-east-1:000000000000:event-bus/pos-${stage}-events`;
    expect(grantsOf(app, `${stage}-compute`, `pos-${stage}-worker-task`)).toContain(`events:PutEvents on ${bus}`);
    expect(
      grantsOf(app, `${stage}-compute`, `pos-${stage}-api-task`).filter((grant) => grant.startsWith('events:')),
    ).toEqual([]);
    const policies = app
      .all(`${stage}-compute`, 'aws_iam_role_policy')
      .flatMap(statements)
      .filter(({ Action }) => Action.includes('events:PutEvents'));
    expect(policies).toMatchObject([
      {
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': [...new Set(events.map(({ source }) => source))].sort() },
        },
      },
    ]);
  });
});

describe('producers in other accounts', () => {
  it('may put the sources and types that the stage names, and no event without them', () => {
    const [statement, ...others] = statements(app.only('test-events', 'aws_cloudwatch_event_bus_policy'));
    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::111122223333:root'] },
      Action: ['events:PutEvents'],
      Condition: {
        'ForAllValues:StringEquals': {
          'events:source': ['pos.producer.acme'],
          'events:detail-type': ['SettlementConfirmed.v1'],
        },
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    });
  });

  it('do not exist unless the stage names them', () =>
    expect(['dev', 'prod'].flatMap((stage) => app.all(`${stage}-events`, 'aws_cloudwatch_event_bus_policy'))).toEqual(
      [],
    ));

  it.each([
    [
      'a source of the registry itself',
      { sources: ['pos.x402'] },
      /producers\.0\.sources: "pos\.x402" is a source of the registry itself: begin it with "pos\.producer\."/,
    ],
    [
      'an event that is not open to outsiders',
      { detailTypes: ['ReputationChanged.v1'] },
      /producers\.0\.detailTypes: "ReputationChanged\.v1" is not open to outsiders: choose from .*SettlementConfirmed\.v1/,
    ],
  ])(
    'may not have %s',
    (_, bend, complaint) => expect(() => synthesize([withProducer(bend)])).toThrow(complaint),
    300_000,
  );
});

it('replicates the audit of production with the same lock, under a key of the other region', () => {
  const buckets = app
    .all('prod-events', 'aws_s3_bucket')
    .map(({ bucket, region, object_lock_enabled: locked }) => [bucket, region, locked]);
  expect(buckets).toEqual([
    ['pos-prod-audit-000000000000', undefined, true],
    ['pos-prod-audit-copy-000000000000', 'us-west-2', true],
  ]);
  expect(app.only('prod-events', 'aws_s3_bucket_replication_configuration')).toMatchObject({
    rule: [
      {
        status: 'Enabled',
        delete_marker_replication: { status: 'Disabled' },
        destination: { bucket: expect.stringContaining('audit_copy_bucket') },
      },
    ],
  });
  expect(app.all('dev-events', 'aws_s3_bucket')).toHaveLength(1);
});
