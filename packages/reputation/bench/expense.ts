import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';

/** What was spent so far: processor time in µs, and bytes of write-ahead log. */
export interface Expense {
  readonly nodeUs: number;
  /** Of the server's processes but those that come and go; not a number where the system has no `/proc`. */
  readonly postgresUs: number;
  readonly walBytes: number;
}

/** Linux counts in hundredths of a second. */
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
  return { nodeUs: user + system, postgresUs: processes.reduce((sum, { pid }) => sum + processorUs(pid), 0), walBytes: Number(wal[0]?.bytes) };
}
