/**
 * Measures the throughput of the outbox on this machine with a temporary PostgreSQL server with fsync on. Run it with
 * `npm run node -- packages/database/src/measure-outbox.ts`.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { connect } from './connect.ts';
import type { Database, Transaction } from './database.ts';
import { leaseOutbox, enqueue, markPublished, OUTBOX_CHANNEL } from './outbox.ts';
import { outbox } from './schema/outbox.ts';
import { throwawayDatabase } from './testing/throwaway-database.ts';

const EVENTS = 20_000;
const BATCH = 100;
const MEASURE_MS = 3_000;

const event = () => ({
  eventId: randomUUID(),
  source: 'pos.x402',
  detailType: 'SettlementConfirmed.v1',
  detail: { did: 'did:web:agent.example', amount: '10000' },
});

/** Transactions per second by `clients` concurrent clients that each enqueue one event. */
async function writing(
  database: Database,
  clients: number,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  const until = performance.now() + MEASURE_MS;
  const client = async () => {
    for (; performance.now() < until; done += 1) await database.transaction(work);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return Math.round((done * 1_000) / MEASURE_MS);
}

/** Events per second that `relays` lease and mark as published, with a bus that takes no time. */
async function relaying(database: Database, relays: number): Promise<number> {
  await database.orm.delete(outbox);
  for (let done = 0; done < EVENTS; done += 1_000) {
    await database.transaction((tx) => enqueue(tx, Array.from({ length: 1_000 }, event)));
  }
  const started = performance.now();
  const relay = async () => {
    for (;;) {
      const leased = await leaseOutbox(database.orm, BATCH, 30_000);
      if (leased.length === 0) return;
      await markPublished(
        database.orm,
        leased.map(({ id }) => id),
      );
    }
  };
  await Promise.all(Array.from({ length: relays }, relay));
  return Math.round((EVENTS * 1_000) / (performance.now() - started));
}

const server = await throwawayDatabase({ durable: true });
const database = connect({ ...server.configOf('registry_owner'), poolMax: 16 });
const report = (what: string, rate: number) =>
  process.stdout.write(`${what.padEnd(58)} ${rate.toLocaleString('en')}/s\n`);
try {
  const silently = (tx: Transaction) => tx.insert(outbox).values(event());
  const inside = async (tx: Transaction) => {
    await silently(tx);
    await tx.execute(sql`select pg_notify(${OUTBOX_CHANNEL}, '')`);
  };
  for (const clients of [1, 16]) {
    report(`enqueue, ${clients} clients, waking nobody`, await writing(database, clients, silently));
    report(
      `enqueue, ${clients} clients, waking after the commit`,
      await writing(database, clients, (tx) => enqueue(tx, [event()])),
    );
    report(`enqueue, ${clients} clients, NOTIFY inside the transaction`, await writing(database, clients, inside));
  }
  for (const relays of [1, 2, 4])
    report(`lease and mark by ${BATCH}, ${relays} relays`, await relaying(database, relays));
} finally {
  await database.close();
  await server.stop();
}
