import { ok, type Result } from '@pos/vocabulary/result.ts';
import type { FieldElement } from './field-element.ts';
import {
  EMPTY_ROOT,
  setLeaves,
  TREE_DEPTH,
  type TreeChange,
  type TreeNode,
  type TreeRefusal,
  type TreeView,
} from './merkle-tree.ts';

/** A tree with all its nodes in memory, used by the audit, by tests, and by agents that keep their own copy. */
export type MemoryTree = TreeView & {
  readonly root: () => FieldElement;
  readonly set: (leaves: ReadonlyMap<number, FieldElement>) => Result<TreeChange, TreeRefusal>;
  readonly append: (leaves: readonly FieldElement[]) => Result<TreeChange, TreeRefusal>;
};

/** A tree that is empty, or filled from the nodes that earlier changes returned. */
export function memoryTree(rows: Iterable<TreeNode> = []): MemoryTree {
  const levels = Array.from({ length: TREE_DEPTH + 1 }, () => new Map<number, FieldElement>());
  const keep = ({ level, index, hash }: TreeNode) => levels[level]?.set(index, hash);
  for (const row of rows) keep(row);

  const tree: MemoryTree = {
    get size() {
      return levels[0]?.size ?? 0;
    },
    node: (level, index) => levels[level]?.get(index),
    root: () => levels[TREE_DEPTH]?.get(0) ?? EMPTY_ROOT,
    set(leaves) {
      const change = setLeaves(tree, leaves);
      if (!change.ok) return change;
      change.value.nodes.forEach(keep);
      return ok(change.value);
    },
    append: (leaves) => tree.set(new Map(leaves.map((leaf, at) => [tree.size + at, leaf]))),
  };
  return tree;
}
