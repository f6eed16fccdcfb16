import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { enqueue, type LeasedEvent } from '@pos/database/outbox.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { isNull } from 'drizzle-orm';
import type { EventBus } from '@pos/runtime/needs/event-bus.ts';
import { relayOnce } from './relay-once.ts';

let databases: TestDatabase;
beforeAll(async () => void (databases = await testDatabase()));
afterAll(() => databases.close());
beforeEach(async () => void (await databases.owner.orm.delete(outbox)));

const waiting = async (count: number) =>
  databases.app.transaction((tx) =>
    enqueue(
      tx,
      Array.from({ length: count }, (_, index) => ({
        eventId: randomUUID(),
        source: 'pos.x402',
        detailType: 'SettlementConfirmed.v1',
        detail: { index },
      })),
    ),
  );

const unpublished = () => databases.worker.orm.select().from(outbox).where(isNull(outbox.publishedAt));

type Judge = (event: LeasedEvent) => string | undefined;

function busThat(judge: Judge): EventBus & { readonly calls: number[]; readonly taken: LeasedEvent[] } {
  const calls: number[] = [];
  const taken: LeasedEvent[] = [];
  return {
    calls,
    taken,
    put: async (events) => {
      calls.push(events.length);
      taken.push(...events.filter((event) => judge(event) === undefined));
      return events.map(judge);
    },
    close: () => undefined,
  };
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const turn = (bus: EventBus) => relayOnce({ database: databases.worker, bus, log: quiet });

async function drain(bus: EventBus): Promise<number> {
  const { published } = await turn(bus);
  return published === 0 ? 0 : published + (await drain(bus));
}

describe('relayOnce', () => {
  it('publishes everything in leases of a hundred, ten events a request at most', async () => {
    await waiting(237);
    const bus = busThat(() => undefined);
    expect(await turn(bus)).toEqual({ published: 100, refused: 0, outage: false });
    expect(await drain(bus)).toBe(137);
    expect(new Set(bus.taken.map(({ eventId }) => eventId)).size).toBe(237);
    expect(Math.max(...bus.calls)).toBe(10);
    expect(await unpublished()).toHaveLength(0);
  });

  it('keeps exactly the events that the bus refused, each with the reason', async () => {
    await waiting(25);
    const bus = busThat(({ detail }) =>
      (detail as { index: number }).index % 5 === 0 ? 'ThrottlingException: slow down' : undefined,
    );
    expect(await turn(bus)).toEqual({ published: 20, refused: 5, outage: false });
    const kept = await unpublished();
    expect(kept.map(({ detail }) => (detail as { index: number }).index).toSorted((a, b) => a - b)).toEqual([
      0, 5, 10, 15, 20,
    ]);
    expect(new Set(kept.map(({ lastError }) => lastError))).toEqual(new Set(['ThrottlingException: slow down']));
  });

  it('loses no event when the bus is down, and reports the outage', async () => {
    await waiting(12);
    const down: EventBus = {
      put: async () => Promise.reject(new Error('connect ECONNREFUSED')),
      close: () => undefined,
    };
    expect(await turn(down)).toEqual({ published: 0, refused: 12, outage: true });
    expect(await unpublished()).toHaveLength(12);
  });

  it('shares the work between relays without publishing twice', async () => {
    await waiting(400);
    const buses = [busThat(() => undefined), busThat(() => undefined)] as const;
    await Promise.all(buses.map(drain));
    const ids = buses.flatMap((bus) => bus.taken.map(({ eventId }) => eventId));
    expect([ids.length, new Set(ids).size]).toEqual([400, 400]);
  });
});
