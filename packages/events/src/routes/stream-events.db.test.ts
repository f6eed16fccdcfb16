import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publicEvents } from '@pos/contract/derive/public-events.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { enqueue, type OutgoingEvent } from '@pos/database/outbox.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createTail } from '../feed/tail.ts';
import type { Listener, Stream } from '@pos/runtime/route-stream.ts';
import { streamEvents } from './stream-events.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const request = (query: Readonly<Record<string, string>> = {}) =>
  ({ headers: {}, queryStringParameters: query, pathParameters: null }) as unknown as APIGatewayProxyEvent;

const PUBLIC_URL = 'https://registry.example';
const parts = { events: publicEvents(Object.values(EVENTS)), publicUrl: PUBLIC_URL };
const surroundings = { variables: {}, log, measure: () => undefined };

/** A listener that stays connected until the test disconnects it, and the text that it received. */
function listening(stream: Stream) {
  const leaving = new AbortController();
  const heard: string[] = [];
  let hear = Promise.withResolvers<void>();
  const listener: Listener = {
    write(text) {
      heard.push(text);
      hear.resolve();
      hear = Promise.withResolvers<void>();
      return true;
    },
    drained: async () => undefined,
    gone: leaving.signal,
  };
  const done = stream(listener);
  return {
    async heard(text: string): Promise<void> {
      while (!heard.some((each) => each.includes(text))) await hear.promise;
    },
    /** The CloudEvents that the listener received. */
    events: () =>
      heard
        .flatMap((text) => /^data: (.*)$/m.exec(text)?.[1] ?? [])
        .map((json) => JSON.parse(json) as Readonly<Record<string, unknown>>),
    async leave(): Promise<void> {
      leaving.abort();
      await done;
    },
  };
}

describe('the event feed', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.close());

  const feed = (places: number, database = () => test.app) => {
    const route = streamEvents(async () => ({
      ...parts,
      database: database(),
      tail: createTail(database(), log),
      places,
    }));
    return (query?: Readonly<Record<string, string>>) => route.open(request(query), surroundings);
  };
  const opened = async (opening: ReturnType<ReturnType<typeof feed>>): Promise<Stream> => {
    const stream = await opening;
    if (!stream.ok) throw new Error(`Refused: ${stream.error.code}`);
    return stream.value;
  };
  const FULL = { ok: false, error: { code: 'feed-full', retryAfterSeconds: 10 } };

  it('accepts as many listeners as it has places, even when all connect at once, and one more after one leaves', async () => {
    const open = feed(2);
    const all = await Promise.all([open(), open(), open(), open({ did: 'did:web:agent.example' })]);
    expect(all.map(({ ok }) => ok)).toEqual([true, true, false, false]);
    expect(all[2]).toEqual(FULL);
    const [first, second] = all.flatMap((each) => (each.ok ? [listening(each.value)] : []));
    await first?.heard('retry: 1000');
    await first?.leave();
    const third = listening(await opened(open()));
    expect(await open()).toEqual(FULL);
    await test.app.transaction((tx) =>
      enqueue(tx, [
        {
          eventId: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
          source: 'pos.reputation',
          detailType: 'ReputationChanged.v1',
          detail: { did: 'did:web:agent.example' },
        },
      ]),
    );
    await Promise.all([
      second?.heard('0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b'),
      third.heard('0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b'),
    ]);
    await Promise.all([second?.leave(), third.leave()]);
  });

  it('frees the place of a listener that it fails to serve', async () => {
    const open = feed(1, () => ({
      ...test.app,
      orm: {
        select: () => {
          throw new Error('down');
        },
      } as never,
    }));
    const gone: Listener = { write: () => true, drained: async () => undefined, gone: new AbortController().signal };
    for (let turn = 0; turn < 3; turn += 1) await expect((await opened(open()))(gone)).rejects.toThrow('down');
  });

  it('is opened again by the next request after it failed to open', async () => {
    let healthy = false;
    const route = streamEvents(async () => {
      if (!healthy) throw new Error('down');
      return { ...parts, database: test.app, tail: createTail(test.app, log), places: 1 };
    });
    const open = () => route.open(request(), surroundings);
    await expect(open()).rejects.toThrow('down');
    healthy = true;
    expect(await open()).toMatchObject({ ok: true });
    expect(await open()).toEqual(FULL);
  });

  it('uses no place for a request that it refuses', async () => {
    const open = feed(1);
    expect(await open({ did: 'nobody' })).toMatchObject({ ok: false, error: { code: 'request-invalid' } });
    const only = listening(await opened(open()));
    await only.leave();
  });

  const AGENTS = ['did:web:one.example', 'did:web:two.example', 'did:web:three.example'] as const;
  const entry = (detailType: string, did: string, more: object = {}): OutgoingEvent => ({
    eventId: randomUUID(),
    source: 'pos.x402',
    detailType,
    detail: { did, ...more },
  });
  const commit = (events: readonly OutgoingEvent[]) => test.app.transaction((tx) => enqueue(tx, events));
  /** Commits events while a listener with this query listens, and returns the events that the listener received. */
  async function sent(query: Readonly<Record<string, string>>, events: readonly OutgoingEvent[]) {
    const listener = listening(await opened(feed(1)(query)));
    await listener.heard('retry: 1000');
    const last = entry('RatingGiven.v1', AGENTS[0]);
    await commit([...events, last]);
    await listener.heard(last.eventId);
    await listener.leave();
    return listener.events().slice(0, -1);
  }

  it('sends the public members of an event, and neither the payer nor a member that nobody declared', async () => {
    const settled = entry('SettlementConfirmed.v1', AGENTS[0], { payer: 'the payer', amount: '5', surprise: 'x' });
    expect(await sent({}, [settled])).toEqual([
      {
        specversion: '1.0',
        id: settled.eventId,
        source: PUBLIC_URL,
        type: 'SettlementConfirmed.v1',
        time: expect.any(String),
        subject: AGENTS[0],
        datacontenttype: 'application/json',
        dataschema: `${PUBLIC_URL}/events/schemas/SettlementConfirmed.v1`,
        bussource: 'pos.x402',
        data: { did: AGENTS[0], amount: '5' },
      },
    ]);
  });

  it('filters by several DIDs and by several types', async () => {
    const types = ['RatingGiven.v1', 'SettlementConfirmed.v1', 'ProofVerified.v1'];
    const all = () => AGENTS.flatMap((did) => types.map((type) => entry(type, did)));
    const places = async (query: Readonly<Record<string, string>>) =>
      (await sent(query, all())).map(({ subject, type }) => [subject, type]);
    const [one, two] = AGENTS;
    expect(await places({ did: `${one},${two}`, types: 'RatingGiven.v1,ProofVerified.v1' })).toEqual([
      [one, 'RatingGiven.v1'],
      [one, 'ProofVerified.v1'],
      [two, 'RatingGiven.v1'],
      [two, 'ProofVerified.v1'],
    ]);
    expect(await places({ did: one })).toEqual(types.map((type) => [one, type]));
    expect(await places({ types: 'RatingGiven.v1' })).toEqual(AGENTS.map((did) => [did, 'RatingGiven.v1']));
    expect(await places({})).toHaveLength(all().length);
  });

  it.each([
    ['a type that nobody declares', { types: 'RatingGiven.v1,RatingGiven.v2' }, '/types'],
    ['a type without a version', { types: 'RatingGiven' }, '/types'],
    ['an empty list', { types: '' }, '/types'],
    ['a list of DIDs with something else', { did: `${AGENTS[0]},nobody` }, '/did'],
    ['more than a hundred DIDs', { did: Array.from({ length: 101 }, () => AGENTS[0]).join(',') }, '/did'],
  ])('refuses %s', async (_, query, pointer) => {
    const refused = await feed(1)(query);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'request-invalid', errors: [{ in: 'query', pointer }] },
    });
  });

  it('accepts a hundred DIDs', async () =>
    expect(
      await feed(1)({ did: Array.from({ length: 100 }, (_, n) => `did:web:a${n}.example`).join(',') }),
    ).toMatchObject({
      ok: true,
    }));
});
