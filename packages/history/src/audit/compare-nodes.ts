import type { Transaction } from '@pos/database/database.ts';
import { HISTORY_TREES, type HistoryTree } from '@pos/database/schema/history-nodes.ts';
import { fieldToBytes } from '@pos/receipts/field-element.ts';
import type { MemoryTree } from '@pos/receipts/memory-tree.ts';
import { TREE_DEPTH, type TreeNode } from '@pos/receipts/merkle-tree.ts';
import { sql } from 'drizzle-orm';
import type { Deviation } from '../domain/deviation.ts';
import type { Replay } from '../domain/replay-history.ts';

export const treeOf = ({ receiptsTree, headsTree }: Replay, tree: HistoryTree): MemoryTree =>
  tree === 'receipts' ? receiptsTree : headsTree;

/** All nodes of a tree, level by level. */
export function* nodesOf(tree: MemoryTree): Generator<TreeNode> {
  for (let level = 0; level <= TREE_DEPTH; level += 1) {
    for (let index = 0; index * 2 ** level < tree.size; index += 1) {
      const hash = tree.node(level, index);
      if (hash !== undefined) yield { level, index, hash };
    }
  }
}

/**
 * Compares the stored nodes of the newest trees with the rebuilt ones. Altered, missing and surplus nodes are
 * deviations.
 */
export async function compareNodes(tx: Transaction, replay: Replay, anchorSequence: number): Promise<Deviation[]> {
  const deviations: Deviation[] = [];
  for (const tree of HISTORY_TREES) {
    const { rows } = await tx.execute<{ level: number; place: number; hash: Buffer }>(sql`
      select distinct on (level, place) level, place, hash from history_nodes
      where tree = ${tree} and anchor_sequence <= ${anchorSequence} order by level, place, anchor_sequence desc`);
    const stored = new Map(rows.map(({ level, place, hash }) => [`${level}/${place}`, hash]));
    for (const { level, index, hash } of nodesOf(treeOf(replay, tree))) {
      const key = `${level}/${index}`;
      if (stored.get(key)?.equals(fieldToBytes(hash)) !== true)
        deviations.push({ code: 'node-differs', tree, level, place: index });
      stored.delete(key);
    }
    for (const key of stored.keys()) {
      const [level = 0, place = 0] = key.split('/').map(Number);
      deviations.push({ code: 'node-differs', tree, level, place });
    }
  }
  return deviations;
}
