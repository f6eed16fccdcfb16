import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import type { Pool } from 'pg';
import { expense, postgresBetween, processorUs } from './expense.ts';

const run = promisify(execFile);

/** Tables of TPC-B as in pgbench, at scale 1 and without a foreign key, for {@link tpcB}. */
export const TPC_B_TABLES = `create table tpcb_accounts (id int primary key, balance int not null, filler char(84));
  create table tpcb_tellers (id int primary key, balance int not null); create table tpcb_branches (id int primary key, balance int not null);
  create table tpcb_history (tid int, bid int, aid int, delta int, at timestamptz);
  insert into tpcb_accounts select n, 0, '' from generate_series(0, 99999) n;
  insert into tpcb_tellers select n, 0 from generate_series(0, 9) n; insert into tpcb_branches values (0, 0)`;

/** Runs one transaction of TPC-B by the driver that the consumers use, with prepared statements. */
export async function tpcB(pool: Pool, random: () => number): Promise<void> {
  const client = await pool.connect();
  try {
    const [account, teller, delta] = [
      Math.floor(random() * 100_000),
      Math.floor(random() * 10),
      Math.floor(random() * 1_000),
    ];
    await client.query('begin');
    await client.query({
      name: 'a',
      text: 'update tpcb_accounts set balance = balance + $1 where id = $2',
      values: [delta, account],
    });
    await client.query({ name: 's', text: 'select balance from tpcb_accounts where id = $1', values: [account] });
    await client.query({
      name: 't',
      text: 'update tpcb_tellers set balance = balance + $1 where id = $2',
      values: [delta, teller],
    });
    await client.query({
      name: 'b',
      text: 'update tpcb_branches set balance = balance + $1 where id = 0',
      values: [delta],
    });
    await client.query({
      name: 'h',
      text: 'insert into tpcb_history values ($1, 0, $2, $3, now())',
      values: [teller, account, delta],
    });
    await client.query('commit');
  } finally {
    client.release();
  }
}

const SCALE = 10;

/** Transactions a second, and the processor time of one, for pgbench and for PostgreSQL. */
export interface TpcB {
  readonly rate: number;
  readonly eachUs: number;
}

/**
 * Runs PostgreSQL's pgbench over the same server, with its defaults except for the scale; `undefined` if the machine
 * has none.
 */
export async function pgbench(
  { host, port, database, auth }: DatabaseConfig,
  admin: Pool,
  clients: number,
  seconds: number,
): Promise<TpcB | undefined> {
  const env = { PATH: process.env['PATH'], PGPASSWORD: auth.kind === 'password' ? auth.password : '' };
  const options = ['--host', host, '--port', String(port), '--username', 'postgres'];
  try {
    await run('pgbench', [...options, '--initialize', '--quiet', '--scale', String(SCALE), database], { env });
    const running = run(
      'pgbench',
      [...options, '--client', String(clients), '--jobs', '2', '--time', String(seconds), database],
      { env },
    );
    const spent = async () => ({
      atMs: performance.now(),
      server: await expense(admin),
      ownUs: processorUs(running.child.pid ?? 0),
    });
    await setTimeout(seconds * 250);
    const before = await spent();
    await setTimeout(seconds * 500);
    const after = await spent();
    const rate = Number(/tps = ([\d.]+)/.exec((await running).stdout)?.[1]);
    const spentUs = postgresBetween(before.server, after.server) + after.ownUs - before.ownUs;
    return { rate, eachUs: spentUs / (((after.atMs - before.atMs) / 1_000) * rate) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
