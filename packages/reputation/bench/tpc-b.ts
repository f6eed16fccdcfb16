import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import type { Pool } from 'pg';

const run = promisify(execFile);

/** TPC-B as pgbench has it, at its scale 1 and without a foreign key, for {@link tpcB}. */
export const TPC_B_TABLES = `create table tpcb_accounts (id int primary key, balance int not null, filler char(84));
  create table tpcb_tellers (id int primary key, balance int not null); create table tpcb_branches (id int primary key, balance int not null);
  create table tpcb_history (tid int, bid int, aid int, delta int, at timestamptz);
  insert into tpcb_accounts select n, 0, '' from generate_series(0, 99999) n;
  insert into tpcb_tellers select n, 0 from generate_series(0, 9) n; insert into tpcb_branches values (0, 0)`;

/** One transaction of TPC-B by the driver that the consumers use, its statements prepared. */
export async function tpcB(pool: Pool, random: () => number): Promise<void> {
  const client = await pool.connect();
  try {
    const [account, teller, delta] = [Math.floor(random() * 100_000), Math.floor(random() * 10), Math.floor(random() * 1_000)];
    await client.query('begin');
    await client.query({ name: 'a', text: 'update tpcb_accounts set balance = balance + $1 where id = $2', values: [delta, account] });
    await client.query({ name: 's', text: 'select balance from tpcb_accounts where id = $1', values: [account] });
    await client.query({ name: 't', text: 'update tpcb_tellers set balance = balance + $1 where id = $2', values: [delta, teller] });
    await client.query({ name: 'b', text: 'update tpcb_branches set balance = balance + $1 where id = 0', values: [delta] });
    await client.query({ name: 'h', text: 'insert into tpcb_history values ($1, 0, $2, $3, now())', values: [teller, account, delta] });
    await client.query('commit');
  } finally {
    client.release();
  }
}

const SCALE = 10;

/**
 * Transactions a second by PostgreSQL's own pgbench over the same server, as it comes but for its scale; `undefined` where
 * the machine has no pgbench.
 */
export async function pgbench({ host, port, database, auth }: DatabaseConfig, user: string, clients: number, seconds: number): Promise<number | undefined> {
  const environment = { PATH: process.env['PATH'], PGPASSWORD: auth.kind === 'password' ? auth.password : '' };
  const options = ['--host', host, '--port', String(port), '--username', user];
  try {
    await run('pgbench', [...options, '--initialize', '--quiet', '--scale', String(SCALE), database], { env: environment });
    const { stdout } = await run('pgbench', [...options, '--client', String(clients), '--jobs', '2', '--time', String(seconds), database], { env: environment });
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
