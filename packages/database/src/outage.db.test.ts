import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabaseServer, type DatabaseServer } from '@pos/embedded-database/start-database-server.ts';
import { sql } from 'drizzle-orm';
import { connect } from './connect.ts';
import { configFromUrl } from './connection-config.ts';
import type { Database } from './database.ts';
import { DatabaseUnavailableError } from './database-error.ts';
import { listen } from './listen.ts';

describe('an outage of PostgreSQL', () => {
  let dataDir: string;
  let server: DatabaseServer;
  let database: Database;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'pos-outage-'));
    server = await startDatabaseServer({ dataDir, durable: false });
    database = connect({ ...configFromUrl(server.adminUrl), poolMax: 4, connectionTimeoutMs: 1_000 });
    await database.orm.execute(sql`create table counted (worker int, n int, primary key (worker, n))`);
  });
  afterEach(async () => {
    await database.close();
    await server.stop();
    rmSync(dataDir, { recursive: true });
  });
  const restart = async () => {
    await server.stop();
    // Longer than every worker needs to run into the outage.
    await new Promise((resolve) => setTimeout(resolve, 150));
    server = await startDatabaseServer({ dataDir, port: server.port, durable: false });
  };

  it('under load shows as unavailable only, loses nothing, and needs no intervention', async () => {
    let stopped = false;
    const outages: unknown[] = [];
    const done = new Set<string>();
    const worker = async (id: number) => {
      for (let n = 0; !stopped || n === 0; n += 1) {
        await write(database, id, n).then(
          () => done.add(`${id}:${n}`),
          (error: unknown) => outages.push(error),
        );
      }
    };
    const workers = Promise.all([0, 1, 2, 3, 4, 5].map(worker));
    await untilSome(() => done.size > 100);
    await restart();
    const before = done.size;
    await untilSome(() => done.size > before + 100);
    stopped = true;
    await workers;

    expect(outages.length).toBeGreaterThan(0);
    const others = outages.filter((error) => !(error instanceof DatabaseUnavailableError));
    expect([...new Set(others.map(String))]).toEqual([]);
    const { rows } = await database.orm.execute<{ key: string }>(sql`select worker || ':' || n as key from counted`);
    const kept = new Set(rows.map(({ key }) => key));
    expect([...done].filter((key) => !kept.has(key))).toEqual([]);
    // A transaction that threw but is committed must have lost its connection during the commit and reported an unknown
    // outcome. A single statement commits by itself.
    const undone = [...kept].filter((key) => !done.has(key) && Number(key.split(':')[1]) % 2 === 0);
    const unknown = outages.filter((error) => error instanceof DatabaseUnavailableError && error.outcomeUnknown);
    expect(undone.length).toBeLessThanOrEqual(unknown.length);
  });

  it('reconnects a listener and wakes it for notifications that it may have missed', async () => {
    let wakeUps = 0;
    const listener = listen(configFromUrl(server.adminUrl), 'some-channel', () => (wakeUps += 1));
    try {
      await untilSome(() => wakeUps === 1);
      await restart();
      await untilSome(() => wakeUps === 2);
      await database.transaction(async (tx) => tx.wake('some-channel'));
      await untilSome(() => wakeUps === 3);
    } finally {
      await listener.stop();
    }
  });

  it('does not keep a connecting listener from stopping', async () => {
    await server.stop();
    const listener = listen(configFromUrl(server.adminUrl), 'some-channel', () => undefined);
    await listener.stop();
  });
});

/** Writes even numbers as a transaction of two statements and odd numbers as a single statement. */
async function write(database: Database, worker: number, n: number): Promise<void> {
  const insert = sql`insert into counted values (${worker}, ${n})`;
  if (n % 2 === 1) await database.orm.execute(insert);
  else await database.transaction((tx) => tx.execute(sql`select 1`).then(() => tx.execute(insert)));
}

async function untilSome(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}
