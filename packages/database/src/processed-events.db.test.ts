import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { and, count, eq } from 'drizzle-orm';
import { connect } from './connect.ts';
import { recordProcessed, pruneProcessedEvents } from './processed-events.ts';
import { quarantine } from './quarantine.ts';
import { eventQuarantine } from './schema/event-quarantine.ts';
import { processedEvents } from './schema/processed-events.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';
import { untilSomebodyWaits } from './testing/until-somebody-waits.ts';

describe('processed events', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());
  const lease = (consumer: string, ids: readonly string[]) =>
    database.app.transaction((tx) => recordProcessed(tx, consumer, ids));

  it('are new to a consumer once', async () => {
    expect(await lease('apply', ['a', 'b', 'a'])).toEqual(new Set(['a', 'b']));
    expect(await lease('apply', ['b', 'c'])).toEqual(new Set(['c']));
    expect(await lease('another', ['a'])).toEqual(new Set(['a']));
    expect(await lease('apply', [])).toEqual(new Set());
  });

  it('are new again when the effect was rolled back', async () => {
    const id = randomUUID();
    await database.app
      .transaction(async (tx) => {
        await recordProcessed(tx, 'apply', [id]);
        throw new Error('undone');
      })
      .catch(() => undefined);
    expect(await lease('apply', [id])).toEqual(new Set([id]));
  });

  it('take effect once, in whatever batches and order they come', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const batches = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? ids : [...ids].reverse()));
    const fresh = await Promise.all(batches.map((batch) => lease('raced', batch)));
    expect(fresh.flatMap((each) => [...each]).sort()).toEqual([...ids].sort());
  });

  it('are recorded in one order: a consumer that waits for one event holds none after it', async () => {
    const admin = connect(database.adminConfig);
    let waiting: Promise<unknown> | undefined;
    await database.app.transaction(async (tx) => {
      await recordProcessed(tx, 'ordered', ['b']);
      waiting = lease('ordered', ['c', 'b']);
      await untilSomebodyWaits(admin);
      expect(await lease('ordered', ['c'])).toEqual(new Set(['c']));
    });
    expect(await waiting).toEqual(new Set());
    await admin.close();
  });

  it('are deleted after their time', async () => {
    await lease('old', ['1', '2']);
    await database.owner.orm
      .update(processedEvents)
      .set({ processedAt: new Date('2026-01-01') })
      .where(and(eq(processedEvents.consumer, 'old'), eq(processedEvents.eventId, '1')));
    expect(await pruneProcessedEvents(database.worker.orm, new Date('2026-01-02'))).toBe(1);
    expect(await lease('old', ['1', '2'])).toEqual(new Set(['1']));
  });

  it('are quarantined once when they are not believed', async () => {
    const event = { consumer: 'apply', deliveryId: randomUUID(), event: { detail: 1 }, reason: 'not-on-chain' };
    await quarantine(database.app.orm, event);
    await quarantine(database.app.orm, event);
    await quarantine(database.app.orm, { ...event, consumer: 'another' });
    const [row] = await database.app.orm
      .select({ n: count() })
      .from(eventQuarantine)
      .where(eq(eventQuarantine.deliveryId, event.deliveryId));
    expect(row?.n).toBe(2);
  });
});
