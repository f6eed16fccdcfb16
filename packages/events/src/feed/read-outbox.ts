import type { Database } from '@pos/database/database.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { and, asc, gt, lte, max, sql } from 'drizzle-orm';
import type { FeedEntry } from './cloud-event.ts';
import type { SnapshotBounds } from './gap-watch.ts';

const PAGE = 500;

const entryColumns = {
  id: outbox.id,
  eventId: outbox.eventId,
  source: outbox.source,
  detailType: outbox.detailType,
  detail: outbox.detail,
  createdAt: outbox.createdAt,
};

/** One page of entries with `after < id <= upTo`, in order of id. */
export const readSettled = ({ orm }: Database, after: number, upTo: number): Promise<readonly FeedEntry[]> =>
  orm
    .select(entryColumns)
    .from(outbox)
    .where(and(gt(outbox.id, after), lte(outbox.id, upTo)))
    .orderBy(asc(outbox.id))
    .limit(PAGE);

/**
 * One page of entries after a position, and the snapshot of the same statement. Returns `undefined` if there are no
 * entries.
 */
export async function readNewest(
  { orm }: Database,
  after: number,
): Promise<{ readonly entries: readonly FeedEntry[]; readonly snapshot: SnapshotBounds } | undefined> {
  const rows = await orm
    .select({
      ...entryColumns,
      xmin: sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`,
      xmax: sql<string>`pg_snapshot_xmax(pg_current_snapshot())::text`,
    })
    .from(outbox)
    .where(gt(outbox.id, after))
    .orderBy(asc(outbox.id))
    .limit(PAGE);
  const [first] = rows;
  if (first === undefined) return undefined;
  const snapshot = { xmin: BigInt(first.xmin), xmax: BigInt(first.xmax) };
  return { entries: rows.map(({ xmin: _xmin, xmax: _xmax, ...entry }) => entry), snapshot };
}

export async function newestId({ orm }: Database): Promise<number> {
  const [row] = await orm.select({ newest: max(outbox.id) }).from(outbox);
  return row?.newest ?? 0;
}
