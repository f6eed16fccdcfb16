import { sql, type SQL } from 'drizzle-orm';
import type { Queries } from './session.ts';

/**
 * Runs several writing statements and `last` in one round trip, which shortens the time for which other transactions
 * wait for the same rows. PostgreSQL runs each statement completely, in no defined order, and no statement sees the
 * writes of the others.
 */
export async function runTogether(queries: Queries, writes: readonly SQL[], last: SQL = sql`select`): Promise<void> {
  const parts = writes.map((write, index) => sql`${sql.identifier(`write_${index}`)} as (${write})`);
  await queries.execute(parts.length === 0 ? last : sql`with ${sql.join(parts, sql`, `)} ${last}`);
}
