import {
  accumulatorHead,
  appendReceipt,
  startHistory,
  withOwner,
  type AgentHistory,
} from '@pos/receipts/accumulator.ts';
import { anchorCommitment, GENESIS, nextAnchor, type Anchor } from '@pos/receipts/anchor.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { NO_OWNER } from '@pos/receipts/identity.ts';
import { memoryTree, type MemoryTree } from '@pos/receipts/memory-tree.ts';
import type { Receipt } from '@pos/receipts/receipt.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Deviation } from './deviation.ts';

/** A stored receipt, and the hashes stored with it. */
export interface StoredReceipt {
  readonly did: Did;
  readonly receipt: Receipt;
  readonly leaf: FieldElement;
  readonly chain: FieldElement;
  readonly leafIndex: number | null;
}

export interface StoredHead {
  readonly did: Did;
  readonly headIndex: number;
  /** The owner's commitment, which cannot be derived from receipts. */
  readonly owner: FieldElement;
  readonly head: FieldElement;
}

export interface RecordedAnchor {
  readonly anchor: Anchor;
  readonly commitment: FieldElement;
  readonly receiptsSize: number;
  readonly headsSize: number;
}

interface ReplayedAgent {
  readonly index: number | undefined;
  readonly history: AgentHistory;
}

/** Rebuilds both trees anchor by anchor and reports where stored values differ. */
export interface Replay {
  readonly agents: ReadonlyMap<Did, ReplayedAgent>;
  readonly receiptsTree: MemoryTree;
  readonly headsTree: MemoryTree;
  /**
   * Takes the next receipt. Receipts are passed in the order of their leaves, and receipts without a leaf index last.
   */
  takeReceipt(stored: StoredReceipt): readonly Deviation[];
  /** Takes an anchor and the heads that it changed, after all of the anchor's receipts. */
  takeAnchor(recorded: RecordedAnchor, heads: readonly StoredHead[]): readonly Deviation[];
}

export function replayHistory(): Replay {
  const agents = new Map<Did, ReplayedAgent>();
  const [receiptsTree, headsTree] = [memoryTree(), memoryTree()];
  const fresh = { leaves: [] as FieldElement[], dids: new Set<Did>() };
  let last = GENESIS;

  const setHeads = (heads: readonly StoredHead[], anchor: number): Deviation[] => {
    const storedHeads = new Map(heads.map((head) => [head.did, head]));
    const changed = [...new Set([...fresh.dids, ...storedHeads.keys()])];
    const leaves = new Map<number, FieldElement>();
    let next = headsTree.size;
    const deviations = changed.flatMap((did): Deviation[] => {
      const agent = agents.get(did);
      const stored = storedHeads.get(did);
      if (agent === undefined) return [{ code: 'head-differs', did, anchor }];
      const history = withOwner(agent.history, stored?.owner ?? agent.history.owner);
      const index = agent.index ?? (next += 1) - 1;
      const head = accumulatorHead(history);
      agents.set(did, { index, history });
      leaves.set(index, head);
      if (stored === undefined) return [{ code: 'head-missing', did, anchor }];
      return stored.head === head && stored.headIndex === index ? [] : [{ code: 'head-differs', did, anchor }];
    });
    if (!headsTree.set(leaves).ok) deviations.push({ code: 'root-differs', anchor, tree: 'heads' });
    return deviations;
  };

  return {
    agents,
    receiptsTree,
    headsTree,
    takeReceipt({ did, receipt, leaf, chain, leafIndex }) {
      const { sequence } = receipt;
      const agent = agents.get(did) ?? { index: undefined, history: startHistory(receipt.agent, NO_OWNER) };
      const appended = appendReceipt(agent.history, receipt);
      if (!appended.ok) return [{ code: 'receipt-does-not-follow', did, sequence }];
      const { history } = appended.value;
      agents.set(did, { ...agent, history });
      const expectedLeaf = receiptsTree.size + fresh.leaves.length;
      if (leafIndex !== null) {
        fresh.leaves.push(appended.value.leaf);
        fresh.dids.add(did);
      }
      return [
        ...(appended.value.leaf === leaf && history.chain === chain
          ? []
          : [{ code: 'receipt-hash-differs', did, sequence } as const]),
        ...(leafIndex === null || leafIndex === expectedLeaf
          ? []
          : [{ code: 'receipt-out-of-place', did, sequence, expectedLeaf } as const]),
      ];
    },
    takeAnchor(recorded, heads) {
      const anchor = recorded.anchor.sequence;
      const deviations = setHeads(heads, anchor);
      if (!receiptsTree.append(fresh.leaves).ok) deviations.push({ code: 'root-differs', anchor, tree: 'receipts' });
      fresh.leaves.length = 0;
      fresh.dids.clear();
      deviations.push(...compareAnchor(recorded, last, receiptsTree, headsTree));
      last = recorded.anchor;
      return deviations;
    },
  };
}

function compareAnchor(
  recorded: RecordedAnchor,
  last: Anchor,
  receiptsTree: MemoryTree,
  headsTree: MemoryTree,
): Deviation[] {
  const { anchor } = recorded;
  const expected = nextAnchor(last, { receiptsRoot: receiptsTree.root(), headsRoot: headsTree.root() });
  const sameSizes = recorded.receiptsSize === receiptsTree.size && recorded.headsSize === headsTree.size;
  const at = { anchor: anchor.sequence } as const;
  return [
    ...(anchor.receiptsRoot === expected.receiptsRoot
      ? []
      : [{ code: 'root-differs', ...at, tree: 'receipts' } as const]),
    ...(anchor.headsRoot === expected.headsRoot ? [] : [{ code: 'root-differs', ...at, tree: 'heads' } as const]),
    ...(anchor.sequence === expected.sequence ? [] : [{ code: 'anchor-differs', ...at, what: 'sequence' } as const]),
    ...(anchor.previous === expected.previous ? [] : [{ code: 'anchor-differs', ...at, what: 'previous' } as const]),
    ...(sameSizes ? [] : [{ code: 'anchor-differs', ...at, what: 'sizes' } as const]),
    ...(recorded.commitment === anchorCommitment(anchor)
      ? []
      : [{ code: 'anchor-differs', ...at, what: 'commitment' } as const]),
  ];
}
