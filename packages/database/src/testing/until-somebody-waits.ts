import { sql } from 'drizzle-orm';
import type { Database } from '../database.ts';

/** Resolves when a session of the database waits for another session's lock, so that a test can produce a race. */
export async function untilSomebodyWaits(admin: Database): Promise<void> {
  for (;;) {
    const { rows } = await admin.orm.execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
