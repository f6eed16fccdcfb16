import { Pool } from 'pg';
import type { BusEvent } from './put-events.ts';
import { QUEUE_SCHEMA } from './queues.ts';

/** Stores all events that the bus accepted, for replays. */
export interface Archive {
  keep(events: readonly BusEvent[]): Promise<void>;
  between(from: Date, to: Date): AsyncIterable<readonly BusEvent[]>;
  close(): Promise<void>;
}

const TABLE = `${QUEUE_SCHEMA}.archive`;
const PAGE = 500;

export async function openArchive(databaseUrl: string): Promise<Archive> {
  const pool = new Pool({ connectionString: databaseUrl, max: 2, application_name: 'local-archive' });
  pool.on('error', () => undefined);
  await pool.query(`create table if not exists ${TABLE} (
    sequence bigint generated always as identity primary key,
    arrived_at timestamptz not null default now(),
    event jsonb not null)`);
  return {
    async keep(events) {
      await pool.query(`insert into ${TABLE} (event) select jsonb_array_elements($1::jsonb)`, [JSON.stringify(events)]);
    },
    async *between(from, to) {
      let after = '0';
      for (;;) {
        const { rows } = await pool.query<{ sequence: string; event: BusEvent }>(
          `select sequence, event from ${TABLE} where arrived_at between $1 and $2 and sequence > $3 order by sequence limit ${PAGE}`,
          [from, to, after],
        );
        if (rows.length > 0) yield rows.map(({ event }) => event);
        const last = rows.at(-1);
        if (last === undefined || rows.length < PAGE) return;
        after = last.sequence;
      }
    },
    close: () => pool.end(),
  };
}
