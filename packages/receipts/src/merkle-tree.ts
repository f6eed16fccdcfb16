import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { TREE_CAPACITY, TREE_DEPTH } from '@pos/vocabulary/work-history.ts';
import { ZERO, type FieldElement } from './field-element.ts';
import { poseidonOf2 } from './poseidon.ts';

export { TREE_CAPACITY, TREE_DEPTH };

/** Level 0 holds the leaves and level 20 the root. `index` counts from the left within a level, from 0. */
export type NodePosition = { readonly level: number; readonly index: number };
/** A node and its hash: one row of `history_nodes`. */
export type TreeNode = NodePosition & { readonly hash: FieldElement };

/** A partly loaded tree. Its first `size` leaves are set, and `node` returns the loaded nodes. */
export type TreeView = {
  readonly size: number;
  readonly node: (level: number, index: number) => FieldElement | undefined;
};

export type TreeChange = { readonly size: number; readonly root: FieldElement; readonly nodes: readonly TreeNode[] };
export type TreeRefusal = { readonly code: 'tree-full' } | { readonly code: 'leaf-gap'; readonly expected: number };

export type MerklePath = { readonly index: number; readonly siblings: readonly FieldElement[] };

/** The root of an empty subtree, by height. An unset leaf is 0, for which no Poseidon preimage is known. */
export const ZERO_HASHES: readonly FieldElement[] = Array.from({ length: TREE_DEPTH }).reduce<FieldElement[]>(
  (levels) => [...levels, poseidonOf2(levels.at(-1) ?? ZERO, levels.at(-1) ?? ZERO)],
  [ZERO],
);
export const EMPTY_ROOT = zeroHash(TREE_DEPTH);

function zeroHash(level: number): FieldElement {
  const hash = ZERO_HASHES[level];
  if (hash === undefined) throw new RangeError(`A tree has levels 0 to ${TREE_DEPTH}, not ${level}`);
  return hash;
}

const isEmptySubtree = (size: number, { level, index }: NodePosition) => index * 2 ** level >= size;

/** Throws if a node above a set leaf was not loaded. Treating it as empty would silently give a wrong root. */
function nodeOf(tree: TreeView, level: number, index: number): FieldElement {
  if (isEmptySubtree(tree.size, { level, index })) return zeroHash(level);
  const hash = tree.node(level, index);
  if (hash === undefined)
    throw new Error(
      `Tree node ${level}/${index} was not loaded: first load the positions that positionsToLoad returns`,
    );
  return hash;
}

const parentsOf = (indices: Iterable<number>) => [...new Set([...indices].map((index) => Math.floor(index / 2)))];
const siblingOf = (index: number) => (index % 2 === 0 ? index + 1 : index - 1);

/**
 * The stored nodes that `setLeaves` reads for these indices. With one index these are the nodes that `pathOf` reads.
 */
export function positionsToLoad(size: number, indices: Iterable<number>): NodePosition[] {
  const positions: NodePosition[] = [];
  let current = [...new Set(indices)];
  for (let level = 0; level < TREE_DEPTH; level += 1) {
    const changing = new Set(current);
    const wanted = new Set(current.map(siblingOf).filter((index) => !changing.has(index)));
    for (const index of wanted) if (!isEmptySubtree(size, { level, index })) positions.push({ level, index });
    current = parentsOf(current);
  }
  return positions;
}

function refuse(size: number, indices: readonly number[]): TreeRefusal | undefined {
  const added = indices.filter((index) => index >= size).toSorted((a, b) => a - b);
  const gap = added.findIndex((index, at) => index !== size + at);
  if (gap !== -1) return { code: 'leaf-gap', expected: size + gap };
  return size + added.length > TREE_CAPACITY ? { code: 'tree-full' } : undefined;
}

/**
 * Sets leaves. New leaves must continue the existing ones without a gap. Hashes each changed node once, however many of
 * the leaves are below it. Returns the changed nodes in order of level; the last is the root.
 */
export function setLeaves(tree: TreeView, leaves: ReadonlyMap<number, FieldElement>): Result<TreeChange, TreeRefusal> {
  const indices = [...leaves.keys()];
  const refusal = refuse(tree.size, indices);
  if (refusal !== undefined) return err(refusal);
  const nodes: TreeNode[] = [];
  let changed: ReadonlyMap<number, FieldElement> = leaves;
  for (let level = 0; level < TREE_DEPTH; level += 1) {
    const hashes = changed;
    for (const [index, hash] of hashes) nodes.push({ level, index, hash });
    const at = (index: number) => hashes.get(index) ?? nodeOf(tree, level, index);
    changed = new Map(
      parentsOf(hashes.keys()).map((parent) => [parent, poseidonOf2(at(2 * parent), at(2 * parent + 1))]),
    );
  }
  const root = changed.get(0) ?? nodeOf(tree, TREE_DEPTH, 0);
  if (leaves.size > 0) nodes.push({ level: TREE_DEPTH, index: 0, hash: root });
  return ok({ size: indices.reduce((size, index) => Math.max(size, index + 1), tree.size), root, nodes });
}

/** The siblings on the way from a set leaf to the root. Throws for an index without a leaf. */
export function pathOf(tree: TreeView, index: number): MerklePath {
  if (!Number.isInteger(index) || index < 0 || index >= tree.size) {
    throw new RangeError(`The tree has ${tree.size} leaves; there is none at ${index}`);
  }
  const siblings = Array.from({ length: TREE_DEPTH }, (_, level) =>
    nodeOf(tree, level, siblingOf(Math.floor(index / 2 ** level))),
  );
  return { index, siblings };
}

/** Computes the root from a leaf and its path. */
export function rootOf(leaf: FieldElement, { index, siblings }: MerklePath): FieldElement {
  return siblings.reduce<FieldElement>(
    (hash, sibling, level) =>
      Math.floor(index / 2 ** level) % 2 === 0 ? poseidonOf2(hash, sibling) : poseidonOf2(sibling, hash),
    leaf,
  );
}
