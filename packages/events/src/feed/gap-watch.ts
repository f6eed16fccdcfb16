/** Transactions under way when a snapshot was taken: `pg_current_snapshot()`'s xmin and xmax. */
export interface SnapshotBounds {
  readonly xmin: bigint;
  readonly xmax: bigint;
}

/** Ids that were drawn but not seen yet, each with the first snapshot that missed it. */
export type Gaps = ReadonlyMap<number, bigint>;

export interface Progress<Entry> {
  /** Entries that nothing can come before any more, in order. */
  readonly ready: readonly Entry[];
  readonly cursor: number;
  readonly gaps: Gaps;
}

/**
 * How far a reader of a `bigserial` log may go. Ids are drawn before commits, so a lower id can appear after a higher
 * one: an id that is missing below one that is there holds everything after it back, until it appears or until every
 * transaction that could have drawn it has ended (it was rolled back). Nothing is skipped and nothing waits for a clock.
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
