import { sql, type SQL } from 'drizzle-orm';
import type { Queries } from './session.ts';

/**
 * Runs statements that write as one, and `last` with them: one round trip, while which whoever waits for the same rows waits.
 * PostgreSQL runs each to its end and in no order that can be relied on; none of them sees what the others write.
 */
export async function runTogether(queries: Queries, writes: readonly SQL[], last: SQL = sql`select`): Promise<void> {
  const parts = writes.map((write, index) => sql`${sql.identifier(`write_${index}`)} as (${write})`);
  await queries.execute(parts.length === 0 ? last : sql`with ${sql.join(parts, sql`, `)} ${last}`);
}
