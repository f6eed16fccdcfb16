import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import {
  leaseOutbox,
  enqueue,
  markFailed,
  markPublished,
  outboxBacklog,
  OUTBOX_CHANNEL,
  pruneOutbox,
  type OutgoingEvent,
} from './outbox.ts';
import { listen } from './listen.ts';
import { outbox } from './schema/outbox.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const event = (n: number): OutgoingEvent => ({
  eventId: randomUUID(),
  source: 'pos.test',
  detailType: 'Happened.v1',
  detail: { n },
});
const events = (count: number) => Array.from({ length: count }, (_, n) => event(n));

describe('the outbox', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.owner.orm.delete(outbox);
  });
  const put = (some: readonly OutgoingEvent[]) => database.app.transaction((tx) => enqueue(tx, some));

  it('leases events unchanged, in the order in which they were enqueued', async () => {
    const some = events(3);
    await put(some);
    const leased = await leaseOutbox(database.worker.orm, 10, 60_000);
    expect(leased).toEqual(some.map((each) => ({ ...each, id: expect.any(Number), attempts: 1 })));
  });

  it('leases no event of a transaction that rolled back', async () => {
    await expect(
      database.app.transaction(async (tx) => {
        await enqueue(tx, events(1));
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await leaseOutbox(database.worker.orm, 10, 60_000)).toEqual([]);
  });

  it('stores the same event once', async () => {
    const one = event(1);
    await put([one]);
    await expect(put([one])).rejects.toMatchObject({ constraint: 'outbox_event' });
  });

  it('leases each event to one of many relays', async () => {
    await put(events(200));
    const leases = await Promise.all(Array.from({ length: 10 }, () => leaseOutbox(database.worker.orm, 20, 60_000)));
    const ids = leases.flat().map(({ id }) => id);
    expect(leases.every((lease) => lease.length <= 20)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await leaseOutbox(database.worker.orm, 1_000, 60_000);
    expect(ids.length + rest.length).toBe(200);
  });

  it('leases an event again when its relay died', async () => {
    await put(events(1));
    expect(await leaseOutbox(database.worker.orm, 10, 3_000)).toHaveLength(1);
    expect(await leaseOutbox(database.worker.orm, 10, 3_000)).toEqual([]);
    let again: Awaited<ReturnType<typeof leaseOutbox>> = [];
    while (again.length === 0) again = await leaseOutbox(database.worker.orm, 10, 3_000);
    expect(again).toMatchObject([{ attempts: 2 }]);
  });

  it('does not lease an event that was published', async () => {
    await put(events(2));
    const [first, second] = await leaseOutbox(database.worker.orm, 10, 0);
    await markPublished(database.worker.orm, [first?.id ?? 0]);
    expect(await outboxBacklog(database.worker.orm)).toEqual({ unpublished: 1, oldest: expect.any(Date) });
    expect(await leaseOutbox(database.worker.orm, 10, 0)).toMatchObject([{ id: second?.id }]);
    expect(await outboxBacklog(database.worker.orm)).toMatchObject({ unpublished: 1 });
  });

  it('backs off from a refused event, longer each time, and stores the reason', async () => {
    await put(events(1));
    const rests: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const [leased] = await leaseOutbox(database.worker.orm, 10, 0);
      await markFailed(database.worker.orm, [leased?.id ?? 0], `refused ${attempt} ${'x'.repeat(1_000)}`);
      expect(await leaseOutbox(database.worker.orm, 10, 0)).toEqual([]);
      const [row] = await database.owner.orm
        .select({
          rest: sql<number>`round(extract(epoch from ${outbox.leasedUntil} - now()))::int`,
          lastError: outbox.lastError,
        })
        .from(outbox);
      rests.push(row?.rest ?? 0);
      expect(row?.lastError).toMatch(new RegExp(`^refused ${attempt} x{100,}$`));
      expect(row?.lastError?.length).toBeLessThanOrEqual(500);
      await database.owner.orm.update(outbox).set({ leasedUntil: null });
    }
    expect(rests).toEqual([1, 2, 4]);
  });

  it('never gives up on an event and backs off for five minutes at most', async () => {
    await put(events(1));
    await database.owner.orm.update(outbox).set({ attempts: 1_000_000 });
    const [leased] = await leaseOutbox(database.worker.orm, 10, 0);
    await markFailed(database.worker.orm, [leased?.id ?? 0], 'still refused');
    const [row] = await database.owner.orm
      .select({ rest: sql<number>`round(extract(epoch from ${outbox.leasedUntil} - now()))::int` })
      .from(outbox);
    expect(row?.rest).toBe(300);
  });

  it('does not mark an event as failed that another relay has published', async () => {
    await put(events(1));
    const [leased] = await leaseOutbox(database.worker.orm, 10, 0);
    await markPublished(database.worker.orm, [leased?.id ?? 0]);
    await markFailed(database.worker.orm, [leased?.id ?? 0], 'too late');
    const [row] = await database.owner.orm.select().from(outbox);
    expect(row).toMatchObject({ publishedAt: expect.any(Date), lastError: null });
  });

  it('deletes events that were published long ago, and no others', async () => {
    const [old, fresh, waiting] = events(3);
    await put([old, fresh, waiting].filter((each) => each !== undefined));
    await database.owner.orm
      .update(outbox)
      .set({ publishedAt: new Date('2026-01-01') })
      .where(eq(outbox.eventId, old?.eventId ?? ''));
    await database.owner.orm
      .update(outbox)
      .set({ publishedAt: new Date('2026-03-01') })
      .where(eq(outbox.eventId, fresh?.eventId ?? ''));
    expect(await pruneOutbox(database.worker.orm, new Date('2026-02-01'))).toBe(1);
    const left = await database.owner.orm.select({ eventId: outbox.eventId }).from(outbox);
    expect(new Set(left.map(({ eventId }) => eventId))).toEqual(new Set([fresh?.eventId, waiting?.eventId]));
  });

  it('wakes a listener after the commit, when the event can be leased', async () => {
    const wakeUps = listeningTo(database);
    try {
      await wakeUps.next();
      await put(events(1));
      await wakeUps.next();
      expect(await leaseOutbox(database.worker.orm, 10, 60_000)).toHaveLength(1);
    } finally {
      await wakeUps.stop();
    }
  });

  it('wakes no listener for a transaction that rolled back', async () => {
    const wakeUps = listeningTo(database);
    try {
      await wakeUps.next();
      const undone = database.app.transaction(async (tx) => {
        await enqueue(tx, events(1));
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      await put(events(1));
      await wakeUps.next();
      // A wake-up of the rolled-back event would arrive before the wake-up of the committed event.
      expect(wakeUps.count()).toBe(2);
    } finally {
      await wakeUps.stop();
    }
  });
});

/**
 * Counts wake-ups. The first wake-up reports that the listener has connected. `next` waits for the next wake-up that
 * was not awaited yet.
 */
function listeningTo(database: TestDatabase) {
  let count = 0;
  let seen = 0;
  let notice = () => {};
  const listener = listen(database.configs.registry_worker, OUTBOX_CHANNEL, () => {
    count += 1;
    notice();
  });
  return {
    count: () => count,
    stop: () => listener.stop(),
    async next(): Promise<void> {
      while (count <= seen) await new Promise<void>((resolve) => (notice = resolve));
      seen += 1;
    },
  };
}
