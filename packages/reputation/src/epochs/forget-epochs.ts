import type { Database } from '@pos/database/database.ts';
import { sql, type SQL } from 'drizzle-orm';

/** Rows or graph slices in one statement. */
const CHUNK = 20_000;
const SLICES = 16;

const TABLES: readonly { readonly table: SQL; readonly key: SQL }[] = [
  { table: sql`payer_credibility`, key: sql`payer` },
  { table: sql`pair_credibility`, key: sql`did, payer` },
];

export interface Forgotten {
  /** Epochs whose results are removed completely. */
  readonly epochs: number;
  readonly results: number;
  /** Removed slices of graphs. */
  readonly slices: number;
}

const always = async (): Promise<void> => undefined;

/**
 * Removes the results of epochs that no agent uses any more. The epoch before the one in use stays for late writers.
 * Graphs are removed once their epoch is published.
 */
export async function forgetEpochs(database: Database, now: Date, signal?: AbortSignal): Promise<Forgotten> {
  const goOn = async (): Promise<void> => signal?.throwIfAborted();
  const slices = await forgetGraphs(
    database,
    sql`(select id from credibility_epochs where status = 'published')`,
    goOn,
  );
  const { rows: unused } = await database.orm.execute<{ id: number }>(sql`
    select id::int from credibility_epochs where status = 'published' and forgotten_at is null
      and id < least((select coalesce(min(epoch), 0) from reputation_scores),
        (select coalesce(max(id), 0) from credibility_epochs where status = 'published'
          and id < (select max(id) from credibility_epochs where status = 'published')))
    order by id`);
  let results = 0;
  for (const { id } of unused) {
    results += await forgetResults(database, id, goOn);
    await database.orm.execute(sql`update credibility_epochs set forgotten_at = ${now} where id = ${id}`);
  }
  return { epochs: unused.length, results, slices };
}

/** Removes the results and the graph of an epoch in steps. `onProgress` is awaited between steps. */
export async function forgetResults(
  database: Database,
  epoch: number,
  onProgress: () => Promise<void> = always,
): Promise<number> {
  await forgetGraphs(database, sql`(${epoch})`, onProgress);
  let removed = 0;
  for (const { table, key } of TABLES) removed += await forgetRows(database, epoch, table, key, onProgress);
  return removed;
}

async function forgetGraphs({ orm }: Database, epochs: SQL, onProgress: () => Promise<void>): Promise<number> {
  for (let removed = 0; ;) {
    const { rowCount } = await orm.execute(sql`delete from credibility_graphs
      where ctid = any(array(select ctid from credibility_graphs where epoch in ${epochs} limit ${SLICES}))`);
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < SLICES) return removed;
    await onProgress();
  }
}

/** Deletes from key to key. A delete without a start key would scan all rows that earlier steps removed. */
async function forgetRows(
  { orm }: Database,
  epoch: number,
  table: SQL,
  key: SQL,
  onProgress: () => Promise<void>,
): Promise<number> {
  let after: SQL = sql`epoch = ${epoch}`;
  for (let removed = 0; ;) {
    const { rows } = await orm.execute<{ did?: string; payer: string }>(
      sql`select ${key} from ${table} where ${after} order by epoch, ${key} offset ${CHUNK - 1} limit 1`,
    );
    const [last] = rows;
    const end =
      last === undefined
        ? undefined
        : sql.join(
            [last.did, last.payer].filter((part) => part !== undefined).map((part) => sql`${part}`),
            sql`, `,
          );
    const { rowCount } = await orm.execute(
      sql`delete from ${table} where ${after}${end === undefined ? sql`` : sql` and (${key}) <= (${end})`}`,
    );
    removed += rowCount ?? 0;
    if (end === undefined) return removed;
    after = sql`epoch = ${epoch} and (${key}) > (${end})`;
    await onProgress();
  }
}
