import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { Transaction } from '@pos/database/database.ts';
import type { HistoryTree } from '@pos/database/schema/history-nodes.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { setLeaves, type TreeNode } from '@pos/receipts/merkle-tree.ts';
import { loadForChange, saveNodes } from './tree-rows.ts';

/** Number of leaves to set before yielding to other tasks of the process. */
const SLICE = 25;

/** A tree as of the previous anchor, and the sequence number of the anchor that is being built. */
interface Growth {
  readonly tree: HistoryTree;
  readonly size: number;
  readonly root: FieldElement;
  readonly sequence: number;
}

/** Sets leaves of a stored tree and saves the changed nodes under the new anchor. Throws if the tree is full. */
export async function growTree(
  tx: Transaction,
  { tree, size, root, sequence }: Growth,
  leaves: ReadonlyMap<number, FieldElement>,
): Promise<{ readonly size: number; readonly root: FieldElement }> {
  if (leaves.size === 0) return { size, root };
  const nodes = new Map<string, TreeNode>();
  let grown = { size, root };
  const ordered = [...leaves].toSorted(([a], [b]) => a - b);
  for (let start = 0; start < ordered.length; start += SLICE) {
    const slice = new Map(ordered.slice(start, start + SLICE));
    const stored = await loadForChange(tx, { tree, size, anchorSequence: sequence - 1 }, slice.keys());
    const view = {
      size: grown.size,
      node: (level: number, index: number) => nodes.get(`${level}/${index}`)?.hash ?? stored.node(level, index),
    };
    const change = setLeaves(view, slice);
    if (!change.ok)
      throw new Error(`Cannot add leaves to the ${tree} tree: ${change.error.code}. ADR 0030 describes what to do.`);
    for (const node of change.value.nodes) nodes.set(`${node.level}/${node.index}`, node);
    grown = change.value;
    await yieldToEventLoop();
  }
  await saveNodes(tx, tree, sequence, [...nodes.values()]);
  return grown;
}
