import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enqueue } from '@pos/database/outbox.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createTail } from '../feed/tail.ts';
import type { Listener, Stream } from '@pos/runtime/route-stream.ts';
import { streamEvents } from './stream-events.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const request = (did?: string) =>
  ({
    headers: {},
    queryStringParameters: did === undefined ? null : { did },
    pathParameters: null,
  }) as unknown as APIGatewayProxyEvent;

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
    const route = streamEvents(async () => ({ database: database(), tail: createTail(database(), log), places }));
    return (did?: string) => route.open(request(did), { variables: {}, log });
  };
  const opened = async (opening: ReturnType<ReturnType<typeof feed>>): Promise<Stream> => {
    const stream = await opening;
    if (!stream.ok) throw new Error(`Refused: ${stream.error.code}`);
    return stream.value;
  };
  const FULL = { ok: false, error: { code: 'feed-full', retryAfterSeconds: 10 } };

  it('accepts as many listeners as it has places, even when all connect at once, and one more after one leaves', async () => {
    const open = feed(2);
    const all = await Promise.all([open(), open(), open(), open('did:web:agent.example')]);
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
      return { database: test.app, tail: createTail(test.app, log), places: 1 };
    });
    const open = () => route.open(request(), { variables: {}, log });
    await expect(open()).rejects.toThrow('down');
    healthy = true;
    expect(await open()).toMatchObject({ ok: true });
    expect(await open()).toEqual(FULL);
  });

  it('uses no place for a request that it refuses', async () => {
    const open = feed(1);
    expect(await open('nobody')).toMatchObject({ ok: false, error: { code: 'request-invalid' } });
    const only = listening(await opened(open()));
    await only.leave();
  });
});
