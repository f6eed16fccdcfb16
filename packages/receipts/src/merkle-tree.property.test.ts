import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldElement, ZERO, type FieldElement } from './field-element.ts';
import { memoryTree } from './memory-tree.ts';
import {
  EMPTY_ROOT,
  pathOf,
  positionsToLoad,
  rootOf,
  setLeaves,
  TREE_CAPACITY,
  TREE_DEPTH,
  ZERO_HASHES,
  type TreeNode,
} from './merkle-tree.ts';
import { poseidonOf2 } from './poseidon.ts';
import { elementArb } from './testing/arbitraries.ts';

/** The root by definition, without any shortcut: hashes every level in full and pads it with empty subtrees. */
function rootByDefinition(leaves: readonly FieldElement[]): FieldElement {
  let level = [...leaves];
  for (let height = 0; height < TREE_DEPTH; height += 1) {
    const zero = ZERO_HASHES[height] ?? ZERO;
    level = Array.from({ length: Math.max(1, Math.ceil(level.length / 2)) }, (_, at) =>
      poseidonOf2(level[2 * at] ?? zero, level[2 * at + 1] ?? zero),
    );
  }
  return level[0] ?? ZERO;
}

const leavesArb = fc.array(elementArb, { minLength: 1, maxLength: 9 });
const some = { numRuns: 15 };

function filled(leaves: readonly FieldElement[]) {
  const tree = memoryTree();
  expect(tree.append(leaves).ok).toBe(true);
  return tree;
}

describe('the Merkle tree', () => {
  it('has the root given by the definition, for any batching of the leaves', () =>
    fc.assert(
      fc.property(leavesArb, fc.nat({ max: 9 }), (leaves, cut) => {
        const tree = filled(leaves.slice(0, cut));
        expect(tree.append(leaves.slice(cut)).ok).toBe(true);
        expect(tree.root()).toBe(rootByDefinition(leaves));
      }),
      some,
    ));

  it('gives a path that proves each leaf at its own index only', () =>
    fc.assert(
      fc.property(leavesArb, fc.nat(), (leaves, pick) => {
        const tree = filled(leaves);
        const index = pick % leaves.length;
        const path = pathOf(tree, index);
        const leaf = leaves[index] ?? ZERO;
        expect(rootOf(leaf, path)).toBe(tree.root());
        expect(rootOf(fieldElement(leaf === 0n ? 1n : leaf - 1n), path)).not.toBe(tree.root());
        if (leaf !== (leaves[index ^ 1] ?? ZERO))
          expect(rootOf(leaf, { ...path, index: index ^ 1 })).not.toBe(tree.root());
      }),
      some,
    ));

  it('has the same root after a leaf is replaced as a tree built with the new leaf', () =>
    fc.assert(
      fc.property(leavesArb, fc.nat(), elementArb, (leaves, pick, leaf) => {
        const index = pick % leaves.length;
        const tree = filled(leaves);
        expect(tree.set(new Map([[index, leaf]])).ok).toBe(true);
        expect(tree.root()).toBe(rootByDefinition(leaves.with(index, leaf)));
      }),
      some,
    ));

  it('reads exactly the stored nodes that positionsToLoad returns', () =>
    fc.assert(
      fc.property(leavesArb, leavesArb, fc.nat(), (leaves, more, pick) => {
        const tree = filled(leaves);
        const changes = new Map([
          [pick % leaves.length, more[0] ?? ZERO],
          ...more.map((leaf, at) => [leaves.length + at, leaf] as const),
        ]);
        const named = positionsToLoad(tree.size, changes.keys());
        const load = (positions: typeof named) => {
          const rows = new Map(positions.map(({ level, index }) => [`${level}/${index}`, tree.node(level, index)]));
          return { size: leaves.length, node: (level: number, index: number) => rows.get(`${level}/${index}`) };
        };
        const expected = filled([...leaves.with(pick % leaves.length, more[0] ?? ZERO), ...more]).root();
        expect(setLeaves(load(named), changes)).toMatchObject({ ok: true, value: { root: expected } });
        if (named.length > 0) expect(() => setLeaves(load(named.slice(1)), changes)).toThrow('was not loaded');
      }),
      some,
    ));

  it('is restored from the nodes that its changes returned', () =>
    fc.assert(
      fc.property(leavesArb, (leaves) => {
        const rows: TreeNode[] = [];
        const tree = memoryTree();
        for (const leaf of leaves) {
          const change = tree.append([leaf]);
          if (change.ok) rows.push(...change.value.nodes);
        }
        const again = memoryTree(rows);
        expect([again.size, again.root()]).toEqual([leaves.length, tree.root()]);
      }),
      some,
    ));

  it('has the root of an empty tree at first', () => expect(memoryTree().root()).toBe(EMPTY_ROOT));

  it('changes no node where no leaf is set', () => {
    const tree = memoryTree();
    expect(setLeaves(tree, new Map())).toEqual({ ok: true, value: { size: 0, root: EMPTY_ROOT, nodes: [] } });
  });

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]], [[2, 0, 1]]])('takes three new leaves in the order %j', (order) => {
    const leafAt = (index: number) => fieldElement(BigInt(5 + index));
    const tree = memoryTree();
    expect(tree.set(new Map(order.map((index) => [index, leafAt(index)]))).ok).toBe(true);
    expect(tree.root()).toBe(rootByDefinition([0, 1, 2].map(leafAt)));
  });

  it.each([-1, 0.5, Number.NaN, 2])('has no path of the leaf %d of two', (index) => {
    const tree = filled([fieldElement(5), fieldElement(6)]);
    expect(() => pathOf(tree, index)).toThrow(`there is none at ${index}`);
  });

  it('refuses a gap between leaves, a leaf above the capacity, and the path of an unset leaf', () => {
    const size = TREE_CAPACITY - 1;
    const full = { size, node: () => ZERO };
    expect(
      setLeaves(
        full,
        new Map([
          [size, ZERO],
          [size + 1, ZERO],
        ]),
      ),
    ).toEqual({ ok: false, error: { code: 'tree-full' } });
    expect(setLeaves(memoryTree(), new Map([[1, ZERO]]))).toEqual({
      ok: false,
      error: { code: 'leaf-gap', expected: 0 },
    });
    expect(() => pathOf(memoryTree(), 0)).toThrow('there is none at 0');
  });
});
