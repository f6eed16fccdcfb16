import type { Transaction } from '@pos/database/database.ts';
import { historyNodes, type HistoryTree } from '@pos/database/schema/history-nodes.ts';
import type { Queries } from '@pos/database/session.ts';
import { fieldFromBytes, fieldToBytes, type FieldElement } from '@pos/receipts/field-element.ts';
import { positionsToLoad, type NodePosition, type TreeNode, type TreeView } from '@pos/receipts/merkle-tree.ts';
import { sql } from 'drizzle-orm';

/** A tree as an anchor holds it. */
export interface TreeAt {
  readonly tree: HistoryTree;
  /** Leaves it has at that anchor. */
  readonly size: number;
  readonly anchorSequence: number;
}

const keyOf = ({ level, index }: NodePosition): string => `${level}/${index}`;

/** What `setLeaves` at these leaves reads. */
export const loadForChange = (queries: Queries, at: TreeAt, leaves: Iterable<number>): Promise<TreeView> =>
  load(queries, at, positionsToLoad(at.size, leaves));

/** What `pathOf` each of these leaves reads. */
export function loadForPaths(queries: Queries, at: TreeAt, leaves: Iterable<number>): Promise<TreeView> {
  const positions = [...leaves].flatMap((leaf) => positionsToLoad(at.size, [leaf]));
  return load(queries, at, [...new Map(positions.map((position) => [keyOf(position), position])).values()]);
}

/** The newest row of each position up to the anchor: two arrays, however many positions. */
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

const ROWS_A_STATEMENT = 5_000;

export async function saveNodes(
  tx: Transaction,
  tree: HistoryTree,
  anchorSequence: number,
  nodes: readonly TreeNode[],
): Promise<void> {
  for (let start = 0; start < nodes.length; start += ROWS_A_STATEMENT) {
    const part = nodes.slice(start, start + ROWS_A_STATEMENT);
    await tx
      .insert(historyNodes)
      .values(
        part.map(({ level, index, hash }) => ({ tree, level, place: index, anchorSequence, hash: fieldToBytes(hash) })),
      );
  }
}

/**
 * Removes the nodes that an anchor replaced: from then on trees of earlier anchors cannot be opened any more. What an
 * anchor wrote names the places, so that the cost is that of one anchor and not of the tree.
 */
export async function pruneNodes(queries: Queries, replacedBy: number): Promise<number> {
  const { rowCount } = await queries.execute(sql`
    delete from ${historyNodes} as old using ${historyNodes} as fresh
    where fresh.anchor_sequence = ${replacedBy} and old.tree = fresh.tree and old.level = fresh.level
      and old.place = fresh.place and old.anchor_sequence < ${replacedBy}`);
  return rowCount ?? 0;
}
