import { setTimeout as sleep } from 'node:timers/promises';
import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Client } from 'pg';
import { startEventBus, type RunningBus } from './event-bus.ts';
import { openQueues, QUEUE_SCHEMA, type Queues } from './queues.ts';
import { REGISTRY_BUS } from './rules.ts';

const CONSUMER = 'apply-settlement';
/** The result of a record at each delivery. The marker is part of the event's detail. */
type Behave = (marker: string, delivery: number) => 'done' | 'failed' | 'throw';

const clock = { now: () => new Date('2026-03-01T12:00:00Z') };
const settlement = (marker: string): PutEventsRequestEntry => ({
  EventBusName: REGISTRY_BUS,
  Source: 'pos.x402',
  DetailType: 'SettlementConfirmed.v1',
  Detail: JSON.stringify({ marker }),
});

let database: TestDatabase;
let databaseUrl: string;
let admin: Client;
let bus: RunningBus | undefined;
let operator: Queues | undefined;
let behave: Behave;
let deliveries: SQSEvent[];
let faults: string[];

const markerOf = (body: string) => (JSON.parse(body) as { detail: { marker: string } }).detail.marker;
/** Deliveries to one consumer. An event goes to every consumer whose rule matches it. */
const records = () =>
  deliveries.flatMap((event) => event.Records).filter(({ eventSourceARN }) => eventSourceARN.endsWith(`:${CONSUMER}`));
const deliveriesOf = (marker: string) => records().filter(({ body }) => markerOf(body) === marker);

function invoke(_: string, event: unknown) {
  const batch = event as SQSEvent;
  deliveries.push(batch);
  const outcomes = batch.Records.map(({ messageId, body, attributes }) => ({
    messageId,
    outcome: behave(markerOf(body), Number(attributes.ApproximateReceiveCount)),
  }));
  if (outcomes.some(({ outcome }) => outcome === 'throw'))
    return Promise.resolve({ kind: 'crashed' as const, detail: 'out of memory' });
  const batchItemFailures = outcomes
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ messageId }) => ({ itemIdentifier: messageId }));
  return Promise.resolve({ kind: 'returned' as const, result: { batchItemFailures } satisfies SQSBatchResponse });
}

async function start(): Promise<EventBridgeClient> {
  bus = await startEventBus({
    port: 0,
    databaseUrl,
    functions: { invoke },
    clock,
    onFault: (message) => void faults.push(message),
  });
  // Two attempts without a delay instead of the contract's five with backoff, so that the dead-letter queue is reached
  // within seconds.
  await admin.query(
    `update ${QUEUE_SCHEMA}.queue set retry_limit = 1, retry_delay = 0, retry_backoff = false where name = $1`,
    [CONSUMER],
  );
  return new EventBridgeClient({
    endpoint: bus.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(`Timed out waiting until ${what}; faults: ${faults.join(' | ')}`);
}
/** Opens the queues as an operator's command does in another process. */
const asOperator = async (): Promise<Queues> =>
  (operator ??= await openQueues(databaseUrl, (message) => void faults.push(message), { deliver: false }));
const counts = async () => (await (await asOperator()).counts()).find(({ consumer }) => consumer === CONSUMER);
const dead = async () => (await asOperator()).dead(CONSUMER, 10);
const settled = async () => {
  const { rows } = await admin.query<{ state: string }>(`select state::text from ${QUEUE_SCHEMA}.job where name = $1`, [
    CONSUMER,
  ]);
  return rows.map(({ state }) => state).toSorted();
};

beforeAll(async () => {
  database = await testDatabase();
  const { host, port, database: name, user, auth } = database.adminConfig;
  const url = new URL(`postgres://${host}:${port}/${name}`);
  url.username = user;
  if (auth.kind === 'password') url.password = encodeURIComponent(auth.password);
  databaseUrl = url.href;
  admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
});

beforeEach(async () => {
  behave = () => 'done';
  deliveries = [];
  faults = [];
  await admin.query(`drop schema if exists ${QUEUE_SCHEMA} cascade`);
});

afterEach(async () => {
  await operator?.close();
  operator = undefined;
  await bus?.close();
  bus = undefined;
});

afterAll(async () => {
  await admin.end();
  await database.close();
});

describe('the local event bus, called by the AWS SDK', () => {
  it('accepts the valid entries of a request and answers a reason for each other one', async () => {
    const client = await start();
    const { Entries, FailedEntryCount } = await client.send(
      new PutEventsCommand({
        Entries: [
          settlement('good'),
          { ...settlement('x'), Source: undefined },
          { ...settlement('x'), DetailType: undefined },
          { ...settlement('x'), Detail: '[1]' },
          { ...settlement('x'), Detail: '{' },
          { ...settlement('x'), EventBusName: 'nobodys' },
          { ...settlement('arn'), EventBusName: `arn:aws:events:eu-west-1:123456789012:event-bus/${REGISTRY_BUS}` },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(5);
    expect(Entries?.map(({ EventId, ErrorCode }) => ErrorCode ?? typeof EventId)).toEqual([
      'string',
      'InvalidArgument',
      'InvalidArgument',
      'MalformedDetail',
      'MalformedDetail',
      'ResourceNotFoundException',
      'string',
    ]);
    await until('both are delivered', () => records().length === 2);
    expect(
      records()
        .map(({ body }) => markerOf(body))
        .toSorted(),
    ).toEqual(['arn', 'good']);
  });

  it.each([
    ['no entries', []],
    ['eleven entries', Array.from({ length: 11 }, () => settlement('x'))],
    ['more than 256 KB', [{ ...settlement('x'), Detail: JSON.stringify({ marker: 'x'.repeat(256 * 1024) }) }]],
  ])('refuses the whole request with %s', async (_, Entries) => {
    const client = await start();
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  it("lists the contract's rules, and drops events that match none", async () => {
    const client = await start();
    const { Rules } = await client.send(new ListRulesCommand({ EventBusName: REGISTRY_BUS }));
    expect(Rules?.map(({ Name }) => Name)).toContain(CONSUMER);
    await client.send(
      new PutEventsCommand({ Entries: [{ ...settlement('other'), DetailType: 'Unheard.v1' }, settlement('mine')] }),
    );
    await until('the matching one is done', async () => (await settled()).includes('completed'));
    expect(records().map(({ body }) => markerOf(body))).toEqual(['mine']);
  });
});

describe('delivery to a consumer', () => {
  it('delivers the envelope of EventBridge in the body of an SQS record', async () => {
    const client = await start();
    const Time = new Date('2026-02-03T04:05:06Z');
    const { Entries } = await client.send(
      new PutEventsCommand({ Entries: [{ ...settlement('one'), Time, Resources: ['urn:a'] }] }),
    );
    await until('it is delivered', () => records().length === 1);
    expect(JSON.parse(records()[0]?.body ?? '')).toEqual({
      version: '0',
      id: Entries?.[0]?.EventId,
      source: 'pos.x402',
      'detail-type': 'SettlementConfirmed.v1',
      account: '000000000000',
      time: '2026-02-03T04:05:06Z',
      region: 'us-east-1',
      resources: ['urn:a'],
      detail: { marker: 'one' },
    });
  });

  it('delivers again only the records that the answer names', async () => {
    const client = await start();
    behave = (marker, delivery) => (marker === 'bad' && delivery === 1 ? 'failed' : 'done');
    await client.send(new PutEventsCommand({ Entries: [settlement('good'), settlement('bad')] }));
    await until('both are done', async () => (await settled()).join() === 'completed,completed');
    expect(deliveriesOf('good')).toHaveLength(1);
    expect(deliveriesOf('bad').map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
  });

  it('keeps a record that failed every attempt as a dead letter, until it is redriven', async () => {
    const client = await start();
    behave = () => 'failed';
    await client.send(new PutEventsCommand({ Entries: [settlement('poison')] }));
    await until('it is dead', async () => (await dead()).length === 1);
    expect(deliveriesOf('poison')).toHaveLength(2);
    expect((await dead())[0]?.event.detail).toEqual({ marker: 'poison' });

    behave = () => 'done';
    expect(await (await asOperator()).redrive(CONSUMER)).toBe(1);
    await until('it is done after all', async () => (await settled()).includes('completed'));
    expect(await dead()).toEqual([]);
    expect(deliveriesOf('poison')).toHaveLength(3);
  });

  it('delivers unhandled records after a restart', async () => {
    const client = await start();
    await admin.query(`update ${QUEUE_SCHEMA}.queue set retry_limit = 4, retry_delay = 2 where name = $1`, [CONSUMER]);
    behave = () => 'throw';
    await client.send(new PutEventsCommand({ Entries: [settlement('kept')] }));
    await until('it failed once', async () => (await settled()).join() === 'retry');
    await bus?.close();
    behave = () => 'done';
    await start();
    await until('it is done', async () => (await settled()).join() === 'completed');
    expect(faults.some((fault) => fault.includes('out of memory'))).toBe(true);
  });
});
