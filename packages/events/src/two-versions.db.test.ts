import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { consumer, type ConsumerDeclaration, type RecordOf, type RefusedRecord } from '@pos/contract/consumer.ts';
import { eventPatternOf, matchesPattern } from '@pos/contract/derive/event-pattern.ts';
import { publicEvents } from '@pos/contract/derive/public-events.ts';
import { event, previousVersion } from '@pos/contract/event.ts';
import { forSubjects } from '@pos/contract/visibility.ts';
import { enqueue, type LeasedEvent } from '@pos/database/outbox.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { consumerLambda } from '@pos/runtime/consumer-lambda.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';
import type { EventBus } from '@pos/runtime/needs/event-bus.ts';
import { localSettings, type LocalSettings } from '@pos/runtime/testing/local-settings.ts';
import { invocation } from '@pos/runtime/testing/run-route.ts';
import { writtenLines } from '@pos/runtime/testing/written-lines.ts';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { reportUnknownTypes } from './feed/report-unknown-types.ts';
import { createTail } from './feed/tail.ts';
import { relayOnce } from './relay/relay-once.ts';
import { feedTo } from './routes/stream-events.ts';

const DELIVERY = { id: 'delivered', source: 'pos.test', name: 'Delivered', summary: 'It was delivered.' } as const;
const detailV1 = z.object({ eventId: z.uuid(), did: z.string(), grams: z.number(), buyer: forSubjects(z.string()) });
const detailV2 = detailV1.omit({ grams: true }).extend({ weight: z.object({ kilograms: z.number() }) });
const deliveredV1 = event({
  ...DELIVERY,
  version: 1,
  detail: detailV1,
  deprecated: { since: '2026-12-01', sunset: '2027-12-01', successor: 'Delivered.v2' },
});
const deliveredV2 = event({
  ...DELIVERY,
  id: 'delivered-v2',
  version: 2,
  detail: detailV2,
  previous: previousVersion(deliveredV1, detailV2, ({ weight, ...same }) => ({
    ...same,
    grams: weight.kilograms * 1_000,
  })),
});
const readsV1 = consumer({ id: 'reads-v1', summary: 'Reads the old version.', on: [deliveredV1], needs: [] });
const readsBoth = consumer({ id: 'reads-both', summary: 'Moves.', on: [deliveredV2, deliveredV1], needs: [] });

let databases: TestDatabase;
let settings: LocalSettings;
let written: ReturnType<typeof writtenLines>;
beforeAll(async () => {
  databases = await testDatabase();
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  written = writtenLines();
});
afterEach(() => written.clear());
afterAll(async () => {
  settings.remove();
  await databases.close();
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const detail = () => ({ eventId: randomUUID(), did: 'did:web:agent.example', buyer: 'Ada', weight: { kilograms: 2 } });

/** Commits one occurrence, and returns what the relay puts on the bus. */
async function relayed(occurrence: ReturnType<typeof detail>): Promise<readonly LeasedEvent[]> {
  const taken: LeasedEvent[] = [];
  const bus: EventBus = {
    put: async (events) => {
      taken.push(...events);
      return events.map(() => undefined);
    },
    close: () => undefined,
  };
  await databases.app.transaction((tx) => enqueue(tx, outgoingEvents(deliveredV2, occurrence)));
  await relayOnce({ database: databases.worker, bus, log: quiet });
  return taken;
}

/** Delivers the events that the rule of a consumer matches, and returns the records that its handler received. */
async function delivered<const C extends ConsumerDeclaration>(declaration: C, events: readonly LeasedEvent[]) {
  const seen: { records: RecordOf<C['on'][number]>[]; refused: RefusedRecord[] } = { records: [], refused: [] };
  const lambda = consumerLambda(declaration, () => ({
    async handle(records) {
      seen.records.push(...(records as readonly RecordOf<C['on'][number]>[]));
      return { failedRecordIds: [] };
    },
    quarantine: async (refused) => void seen.refused.push(...refused),
  }));
  const Records = events
    .filter((each) => matchesPattern(eventPatternOf(declaration), each))
    .map(({ source, detailType, detail: sent }, index) => ({
      messageId: `m-${index}`,
      body: JSON.stringify({
        id: `e-${index}`,
        source,
        'detail-type': detailType,
        time: '2026-12-01T00:00:00Z',
        detail: sent,
      }),
    }));
  await lambda({ Records } as SQSEvent, invocation({ requestId: 'batch' }));
  return { ...seen, delivered: Records.length };
}

/** The CloudEvents that the feed of a release with these events sends for the entries after a position. */
async function fedBy(known: Parameters<typeof publicEvents>[0], commit: () => Promise<unknown>) {
  const [events, metrics, warnings] = [publicEvents(known), [] as unknown[], [] as unknown[]];
  const report = reportUnknownTypes(events, {
    log: { ...quiet, warn: (_, fields) => void warnings.push(fields) },
    measure: (metric, value) => void metrics.push([metric, value]),
  });
  const tail = createTail(databases.app, quiet, report);
  const leaving = new AbortController();
  const heard: string[] = [];
  const complete = Promise.withResolvers<void>();
  const unfollow = await tail.follow();
  const listening = feedTo(
    { database: databases.app, tail, events, publicUrl: 'https://registry.example' },
    {
      write(text) {
        // Version 1 is the last entry of an occurrence.
        if (text.includes('event: Delivered.v1')) complete.resolve();
        return heard.push(text) > 0;
      },
      drained: async () => undefined,
      gone: leaving.signal,
    },
    { after: tail.end, dids: undefined, types: undefined },
  );
  await commit();
  await complete.promise;
  leaving.abort();
  unfollow();
  await listening;
  const sent = heard.flatMap((text) => /^data: (.*)$/m.exec(text)?.[1] ?? []);
  return { sent: sent.map((json) => JSON.parse(json) as Readonly<Record<string, unknown>>), metrics, warnings };
}

describe('an event of version 2 whose version 1 is still published', () => {
  it('is put on the bus in both versions, with one id each', async () => {
    const occurrence = detail();
    const events = await relayed(occurrence);
    expect(events.map(({ detailType, detail: sent }) => [detailType, sent])).toEqual([
      ['Delivered.v2', occurrence],
      ['Delivered.v1', { eventId: occurrence.eventId, did: occurrence.did, buyer: 'Ada', grams: 2_000 }],
    ]);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
    expect(events[0]?.eventId).toBe(occurrence.eventId);
  });

  it('is refused by the outbox a second time in both versions', async () => {
    const occurrence = detail();
    await relayed(occurrence);
    const [, older] = outgoingEvents(deliveredV2, occurrence);
    await expect(databases.app.transaction((tx) => enqueue(tx, older === undefined ? [] : [older]))).rejects.toThrow();
  });

  it('reaches a consumer that reads version 1 once, as version 1', async () => {
    const events = await relayed(detail());
    const { records, refused, delivered: arrived } = await delivered(readsV1, events);
    expect(arrived).toBe(2);
    expect(records.map(({ event: id, detail: { grams } }) => [id, grams])).toEqual([['delivered', 2_000]]);
    expect(refused).toEqual([]);
    expect(written.measured()).toMatchObject({ Records: 2, Skipped: 1, Quarantined: 0, UnknownVersions: 0 });
  });

  it('reaches a consumer that moves to version 2 in both versions', async () => {
    const { records, refused } = await delivered(readsBoth, await relayed(detail()));
    expect(records.map(({ event: id }) => id)).toEqual(['delivered-v2', 'delivered']);
    expect(refused).toEqual([]);
  });

  it('is quarantined, logged and counted by a consumer that knows neither version 3 nor what it repeats', async () => {
    const [newer] = await relayed(detail());
    if (newer === undefined) throw new Error('The relay published nothing.');
    const { records, refused } = await delivered(readsV1, [{ ...newer, detailType: 'Delivered.v3' }]);
    expect([records, refused.map(({ reason }) => reason)]).toEqual([[], ['unknown-version']]);
    expect(written.measured()).toMatchObject({ Quarantined: 1, UnknownVersions: 1, Skipped: 0 });
    expect(written.logged()).toMatchObject([
      { level: 'WARN', unknownVersions: ['reads-v1 takes Delivered.v1, not Delivered.v3.'] },
    ]);
  });

  it('is quarantined if an outside producer sent version 2 to a consumer that reads version 1 alone', async () => {
    const [newer] = await relayed(detail());
    if (newer === undefined) throw new Error('The relay published nothing.');
    const { refused } = await delivered({ ...readsV1, on: [{ ...deliveredV1, outsiders: true }] }, [
      { ...newer, source: 'pos.producer.one' },
    ]);
    expect(refused.map(({ reason }) => reason)).toEqual(['unknown-version']);
  });

  it('is sent by the feed in both versions, without the fields that are not public', async () => {
    const occurrence = detail();
    const { eventId, did } = occurrence;
    const { sent, metrics } = await fedBy([deliveredV2, deliveredV1], () => relayed(occurrence));
    expect(sent.map(({ type, dataschema, data }) => [type, dataschema, data])).toEqual([
      [
        'Delivered.v2',
        'https://registry.example/events/schemas/Delivered.v2',
        { eventId, did, weight: { kilograms: 2 } },
      ],
      ['Delivered.v1', 'https://registry.example/events/schemas/Delivered.v1', { eventId, did, grams: 2_000 }],
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
    expect(metrics).toEqual([]);
  });

  it('is sent as version 1 alone by a feed of the former release, which logs and counts version 2', async () => {
    const occurrence = detail();
    const { sent, metrics, warnings } = await fedBy([deliveredV1], () => relayed(occurrence));
    expect(sent.map(({ type }) => type)).toEqual(['Delivered.v1']);
    expect(metrics.at(-1)).toEqual(['UnknownEvents', 1]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ type: 'Delivered.v2' });
  });
});
