import type { Transaction } from '@pos/database/database.ts';
import { historyNodes, type HistoryTree } from '@pos/database/schema/history-nodes.ts';
import type { Queries } from '@pos/database/session.ts';
import { fieldFromBytes, fieldToBytes, type FieldElement } from '@pos/receipts/field-element.ts';
import { positionsToLoad, type NodePosition, type TreeNode, type TreeView } from '@pos/receipts/merkle-tree.ts';
import { sql } from 'drizzle-orm';

/** A tree as of an anchor. */
export interface TreeAt {
  readonly tree: HistoryTree;
  /** Number of leaves as of that anchor. */
  readonly size: number;
  readonly anchorSequence: number;
}

const keyOf = ({ level, index }: NodePosition): string => `${level}/${index}`;

/** Loads the nodes that `setLeaves` reads when it sets these leaves. */
export const loadForChange = (queries: Queries, at: TreeAt, leaves: Iterable<number>): Promise<TreeView> =>
  load(queries, at, positionsToLoad(at.size, leaves));

/** Loads the nodes that `pathOf` reads for each of these leaves. */
export function loadForPaths(queries: Queries, at: TreeAt, leaves: Iterable<number>): Promise<TreeView> {
  const positions = [...leaves].flatMap((leaf) => positionsToLoad(at.size, [leaf]));
  return load(queries, at, [...new Map(positions.map((position) => [keyOf(position), position])).values()]);
}

/** Loads the newest row of each position up to the anchor. Positions are passed as two array parameters. */
async function load(
  queries: Queries,
  { tree, size, anchorSequence }: TreeAt,
  positions: readonly NodePosition[],
): Promise<TreeView> {
  const nodes = new Map<string, FieldElement>();
  if (positions.length > 0) {
    const levels = sql.param(positions.map(({ level }) => level));
    const places = sql.param(positions.map(({ index }) => index));
    const { rows } = await queries.execute<{ level: number; place: number; hash: Buffer }>(sql`
      select wanted.level, wanted.place, newest.hash
      from unnest(${levels}::smallint[], ${places}::integer[]) as wanted (level, place)
      cross join lateral (
        select ${historyNodes.hash} from ${historyNodes}
        where ${historyNodes.tree} = ${tree} and ${historyNodes.level} = wanted.level and ${historyNodes.place} = wanted.place
          and ${historyNodes.anchorSequence} <= ${anchorSequence}
        order by ${historyNodes.anchorSequence} desc limit 1
      ) as newest`);
    for (const { level, place, hash } of rows) nodes.set(keyOf({ level, index: place }), fieldFromBytes(hash));
  }
  return { size, node: (level, index) => nodes.get(keyOf({ level, index })) };
}

const ROWS_PER_INSERT = 5_000;

export async function saveNodes(
  tx: Transaction,
  tree: HistoryTree,
  anchorSequence: number,
  nodes: readonly TreeNode[],
): Promise<void> {
  for (let start = 0; start < nodes.length; start += ROWS_PER_INSERT) {
    const part = nodes.slice(start, start + ROWS_PER_INSERT);
    await tx
      .insert(historyNodes)
      .values(
        part.map(({ level, index, hash }) => ({ tree, level, place: index, anchorSequence, hash: fieldToBytes(hash) })),
      );
  }
}

/**
 * Deletes the nodes that the anchor `replacedBy` replaced, after which trees of earlier anchors cannot be opened. Looks
 * only at the positions that this anchor wrote, so the cost depends on the anchor and not on the size of the tree.
 */
export async function pruneNodes(queries: Queries, replacedBy: number): Promise<number> {
  const { rowCount } = await queries.execute(sql`
    delete from ${historyNodes} as old using ${historyNodes} as fresh
    where fresh.anchor_sequence = ${replacedBy} and old.tree = fresh.tree and old.level = fresh.level
      and old.place = fresh.place and old.anchor_sequence < ${replacedBy}`);
  return rowCount ?? 0;
}
