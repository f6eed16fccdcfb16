import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';

/** Resources spent so far: processor time in µs, and bytes of write-ahead log. */
export interface Expense {
  readonly nodeUs: number;
  /** By server process, without background processes that start and end independently. */
  readonly postgresUs: ReadonlyMap<number, number>;
  readonly walBytes: number;
}

/** Linux counts processor time in hundredths of a second. */
const US_PER_TICK = 10_000;

export function processorUs(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * US_PER_TICK;
  } catch {
    return Number.NaN;
  }
}

export async function expense(admin: Pool): Promise<Expense> {
  const { rows: processes } = await admin.query<{ pid: number }>(`
    select pid from pg_stat_activity where backend_type not in ('autovacuum worker', 'parallel worker')`);
  const { rows: wal } = await admin.query<{ bytes: string }>('select wal_bytes as bytes from pg_stat_wal');
  const { user, system } = process.cpuUsage();
  return {
    nodeUs: user + system,
    postgresUs: new Map(processes.map(({ pid }) => [pid, processorUs(pid)])),
    walBytes: Number(wal[0]?.bytes),
  };
}

/**
 * Processor time that the server's processes spent between two readings; NaN on systems without `/proc`. Processes that
 * ended were idle and spent nothing.
 */
export const postgresBetween = (before: Expense, after: Expense): number =>
  [...after.postgresUs].reduce((sum, [pid, us]) => sum + us - (before.postgresUs.get(pid) ?? 0), 0);
