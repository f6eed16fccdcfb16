/** `xmin` and `xmax` of `pg_current_snapshot()`: every transaction below `xmin` has ended, none from `xmax` on had begun. */
export interface SnapshotBounds {
  readonly xmin: bigint;
  readonly xmax: bigint;
}

/** Ids that are missing from the log, each with the `xmax` of the first snapshot in which it was missing. */
export type Gaps = ReadonlyMap<number, bigint>;

export interface Progress<Entry> {
  /** Entries in order of id. No entry with a lower id can appear after them. */
  readonly ready: readonly Entry[];
  readonly cursor: number;
  readonly gaps: Gaps;
}

/**
 * Decides how far a reader of a `bigserial` log may advance. PostgreSQL assigns an id before the commit, so a lower id can
 * become visible after a higher one. A missing id holds back every entry after it until the id appears, or until every
 * transaction that could have drawn it has ended, which means that it was rolled back. No entry is skipped, and no
 * decision depends on a clock.
 */
export function advance<Entry extends { readonly id: number }>(
  entries: readonly Entry[],
  { cursor, gaps, snapshot }: { readonly cursor: number; readonly gaps: Gaps; readonly snapshot: SnapshotBounds },
): Progress<Entry> {
  const ready: Entry[] = [];
  const open = new Map<number, bigint>();
  let at = cursor;
  for (const entry of entries) {
    for (let missing = at + 1; missing < entry.id; missing += 1) {
      const seenMissingBy = gaps.get(missing) ?? snapshot.xmax;
      const dead = gaps.has(missing) && snapshot.xmin >= seenMissingBy;
      if (!dead) open.set(missing, seenMissingBy);
    }
    if (open.size > 0) break;
    ready.push(entry);
    at = entry.id;
  }
  return { ready, cursor: at, gaps: open };
}
