/**
 * A route, an event and a consumer that are added to a copy of the contract appear in every stack without another
 * edit.
 */
import { beforeAll, expect, it } from '@jest/globals';
import { open } from '@pos/contract/access.ts';
import { consumer } from '@pos/contract/consumer.ts';
import { CONTRACT, contractOf } from '@pos/contract/contract.ts';
import { event, previousVersion } from '@pos/contract/event.ts';
import { route } from '@pos/contract/route.ts';
import { slice, type SliceDeclaration } from '@pos/contract/slice.ts';
import { task } from '@pos/contract/task.ts';
import * as z from 'zod';
import { grantsOf } from '../testing/role-grants.ts';
import { readBent } from '../testing/stages.ts';
import { readJson, synthesize } from '../testing/synthesized.ts';
import type { Attributes, Synthesized } from '../testing/synthesized.ts';

const honourDetail = z.object({ eventId: z.uuid(), rank: z.number() });
const honour = {
  source: 'pos.honours',
  name: 'HonourGranted',
  summary: 'Somebody was honoured.',
  audited: true,
} as const;
const honourGranted = event({
  ...honour,
  id: 'honour-granted',
  version: 1,
  detail: z.object({ eventId: z.uuid() }),
  deprecated: { since: '2026-12-01', sunset: '2099-12-01', successor: 'HonourGranted.v2' },
});
const honourGrantedV2 = event({
  ...honour,
  id: 'honour-granted-v2',
  version: 2,
  detail: honourDetail,
  previous: previousVersion(honourGranted, honourDetail, ({ eventId }) => ({ eventId })),
});
const getHonours = route({
  id: 'get-honours',
  method: 'GET',
  path: '/reputation/honours',
  summary: 'Who was honoured',
  responses: { 200: z.object({}) },
  problems: [],
  access: open('For a test.'),
  needs: ['database', 'facilitatorKey'],
  runtime: { memoryMb: 1024, timeoutSeconds: 7, latencyCritical: true },
});
const watchHonours = route({
  id: 'watch-honours',
  method: 'GET',
  path: '/honours/stream',
  summary: 'Honours as they come',
  responses: { 200: z.object({}) },
  problems: [],
  access: open('For a test.'),
  needs: ['facilitatorKey', 'tokenUrl'],
  host: 'container',
});
const celebrateHonour = consumer({
  id: 'celebrate-honour',
  summary: 'Celebrates.',
  on: [honourGrantedV2, honourGranted],
  needs: ['database'],
  batch: { size: 7, windowSeconds: 3 },
});

const polishHonours = task({
  id: 'polish-honours',
  summary: 'Polishes.',
  everyMs: 1_000,
  needs: ['credentialIssuerKey'],
  stalledAfterSeconds: 70,
  metrics: [
    { name: 'DustGrams', summary: 'Dust lies on honours.', alarmAbove: 3, periodSeconds: 300, runbook: 'Dust' },
  ],
});

/** Only queries of the slice `reputation` get latency alarms, so one of the routes is added to it. */
const withHonours = (slice: SliceDeclaration): SliceDeclaration =>
  slice.id === 'reputation' ? { ...slice, routes: [...(slice.routes ?? []), getHonours] } : slice;
const honours = slice({
  id: 'honours',
  tag: 'honours',
  summary: 'A slice for this test.',
  routes: [watchHonours],
  events: [honourGrantedV2, honourGranted],
  consumers: [celebrateHonour],
  tasks: [polishHonours],
});

let before: Synthesized;
let after: Synthesized;
beforeAll(() => {
  const stage = readBent((settings) => Object.assign(settings.functions, { release: 'canary', warm: 1 }));
  before = synthesize([stage]);
  after = synthesize([stage], contractOf([...CONTRACT.slices.map(withHonours), honours]));
}, 300_000);

const nameOf = (attributes: Attributes): string =>
  String(
    attributes['name'] ??
      attributes['function_name'] ??
      attributes['alarm_name'] ??
      attributes['deployment_group_name'],
  );
const added = (stack: string, type: string): readonly string[] => {
  const known = before.all(`test-${stack}`, type).map(nameOf);
  return after
    .all(`test-${stack}`, type)
    .map(nameOf)
    .filter((name) => !known.includes(name))
    .sort();
};

it('creates functions with role, log, alarms and release, and none for routes that the container hosts', () => {
  expect(added('functions', 'aws_lambda_function')).toEqual(['pos-test-celebrate-honour', 'pos-test-get-honours']);
  expect(added('functions', 'aws_iam_role')).toEqual([
    'pos-test-celebrate-honour-function',
    'pos-test-get-honours-function',
  ]);
  expect(added('functions', 'aws_cloudwatch_log_group')).toEqual([
    '/pos/test/functions/celebrate-honour',
    '/pos/test/functions/get-honours',
  ]);
  expect(added('functions', 'aws_cloudwatch_metric_alarm')).toEqual([
    'pos-test-celebrate-honour-errors',
    'pos-test-get-honours-errors',
    'pos-test-get-honours-server-errors',
  ]);
  expect(added('functions', 'aws_codedeploy_deployment_group')).toEqual([
    'pos-test-celebrate-honour',
    'pos-test-get-honours',
  ]);
  const functions = after.all('test-functions', 'aws_lambda_function');
  expect(functions.find(({ function_name: name }) => name === 'pos-test-get-honours')).toMatchObject({
    memory_size: 1024,
    timeout: 7,
    environment: {
      variables: { FACILITATOR_KEY: expect.stringContaining('facilitator-key'), DATABASE_USER: 'registry_app' },
    },
  });
  expect(after.all('test-functions', 'aws_lambda_provisioned_concurrency_config')).toHaveLength(
    before.all('test-functions', 'aws_lambda_provisioned_concurrency_config').length + 1,
  );
});

it('grants the new function the rights of its needs', () => {
  const grants = grantsOf(after, 'test-functions', 'pos-test-get-honours-function').join('\n');
  expect(grants).toMatch(/rds-db:connect on .*registry_app/);
  expect(grants).toMatch(/secretsmanager:GetSecretValue on .*facilitator-key/);
  expect(grants).not.toMatch(/solana-rpc-url|sqs:/);
});

it('creates rule, queue, alarms and mapping for the new consumer of two versions', () => {
  expect(added('events', 'aws_cloudwatch_event_rule')).toEqual(['pos-test-celebrate-honour']);
  const rule = after
    .all('test-events', 'aws_cloudwatch_event_rule')
    .find(({ name }) => name === 'pos-test-celebrate-honour');
  expect(readJson(String(rule?.['event_pattern']))).toEqual({
    source: ['pos.honours'],
    'detail-type': [{ prefix: 'HonourGranted.' }],
  });
  expect(added('events', 'aws_sqs_queue')).toEqual([
    'pos-test-celebrate-honour',
    'pos-test-celebrate-honour-dead-letters',
  ]);
  expect(added('events', 'aws_cloudwatch_metric_alarm')).toEqual([
    'pos-test-celebrate-honour-backlog',
    'pos-test-celebrate-honour-dead-letters',
  ]);
  expect(
    after
      .all('test-events', 'aws_lambda_event_source_mapping')
      .find((each) => String(each['function_name']).includes('celebrate-honour')),
  ).toMatchObject({ batch_size: 7, maximum_batching_window_in_seconds: 3 });
});

it('publishes the schema of both versions of the new event, audits them and lets the worker send them', () => {
  expect(added('events', 'aws_schemas_schema')).toEqual([
    'pos.honours@HonourGranted.v1',
    'pos.honours@HonourGranted.v2',
  ]);
  const audit = after.all('test-events', 'aws_cloudwatch_event_rule').find(({ name }) => name === 'pos-test-audit');
  expect(readJson(String(audit?.['event_pattern']))).toMatchObject({
    source: expect.arrayContaining(['pos.honours', 'pos.reputation']),
    'detail-type': expect.arrayContaining([{ prefix: 'HonourGranted.' }]),
  });
  expect(after.text['test-compute']).toContain('pos.honours');
});

it('adds a latency alarm for a new reputation query', () =>
  expect(added('observability', 'aws_cloudwatch_metric_alarm')).toEqual(['pos-test-get-honours-latency']));

it('gives the container the environment and rights of its new route', () => {
  const [task] = after.all('test-compute', 'aws_ecs_task_definition').filter(({ family }) => family === 'pos-test-api');
  const [container] = readJson(String(task?.['container_definitions'])) as { environment: { name: string }[] }[];
  expect(container?.environment.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['FACILITATOR_KEY', 'TOKEN_URL']),
  );
  expect(grantsOf(after, 'test-compute', 'pos-test-api-task').join('\n')).toMatch(
    /GetSecretValue on .*facilitator-key/,
  );
});

it('gives the worker the environment and rights of its new task, and creates the alarms of the task', () => {
  const [task] = after
    .all('test-compute', 'aws_ecs_task_definition')
    .filter(({ family }) => family === 'pos-test-worker');
  const [container] = readJson(String(task?.['container_definitions'])) as { environment: { name: string }[] }[];
  expect(container?.environment.map(({ name }) => name)).toContain('ISSUER_KEY');
  expect(grantsOf(after, 'test-compute', 'pos-test-worker-task').join('\n')).toMatch(
    /GetSecretValue on .*credential-issuer-key/,
  );
  expect(added('compute', 'aws_cloudwatch_metric_alarm')).toEqual([
    'pos-test-dust-grams',
    'pos-test-polish-honours-stalled',
  ]);
  const stalled = after
    .all('test-compute', 'aws_cloudwatch_metric_alarm')
    .find(({ alarm_name: name }) => name === 'pos-test-polish-honours-stalled');
  expect(stalled).toMatchObject({
    metric_name: 'PolishHonoursTurns',
    comparison_operator: 'LessThanThreshold',
    threshold: 1,
    period: 120,
    statistic: 'Sum',
    treat_missing_data: 'breaching',
  });
});
