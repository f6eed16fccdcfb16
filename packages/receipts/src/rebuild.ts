import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import {
  accumulatorHead,
  appendReceipt,
  startHistory,
  withOwner,
  type AgentHistory,
  type AppendRefusal,
} from './accumulator.ts';
import type { FieldElement } from './field-element.ts';
import { memoryTree, type MemoryTree } from './memory-tree.ts';
import type { TreeRefusal } from './merkle-tree.ts';
import type { Receipt } from './receipt.ts';

/**
 * One entry of the ledger, in the ledger's order. An agent's index in the heads tree is its position among the
 * enrolments. A receipt's index in the receipts tree is its position among the receipts.
 */
export type LedgerEntry =
  | { readonly kind: 'agent-enrolled'; readonly agent: FieldElement; readonly owner: FieldElement }
  | { readonly kind: 'owner-changed'; readonly agent: FieldElement; readonly owner: FieldElement }
  | { readonly kind: 'receipt-issued'; readonly receipt: Receipt };

export type RebuildRefusal =
  | { readonly code: 'agent-unknown'; readonly at: number }
  | { readonly code: 'agent-enrolled-twice'; readonly at: number }
  | { readonly code: 'receipt-refused'; readonly at: number; readonly reason: AppendRefusal }
  | { readonly code: 'tree-refused'; readonly reason: TreeRefusal };

export type EnrolledAgent = { readonly index: number; readonly history: AgentHistory };

/** The state that an anchor commits to, and the trees from which openings are made. */
export type RebuiltRegistry = {
  readonly agents: ReadonlyMap<FieldElement, EnrolledAgent>;
  readonly receipts: readonly Receipt[];
  readonly receiptsTree: MemoryTree;
  readonly headsTree: MemoryTree;
};

type Reading = {
  readonly agents: Map<FieldElement, EnrolledAgent>;
  readonly receipts: Receipt[];
  readonly leaves: FieldElement[];
};

function read(reading: Reading, entry: LedgerEntry, at: number): RebuildRefusal | undefined {
  const { agents, receipts, leaves } = reading;
  const id = entry.kind === 'receipt-issued' ? entry.receipt.agent : entry.agent;
  const known = agents.get(id);
  if (entry.kind === 'agent-enrolled') {
    if (known !== undefined) return { code: 'agent-enrolled-twice', at };
    agents.set(id, { index: agents.size, history: startHistory(id, entry.owner) });
    return undefined;
  }
  if (known === undefined) return { code: 'agent-unknown', at };
  if (entry.kind === 'owner-changed') {
    agents.set(id, { ...known, history: withOwner(known.history, entry.owner) });
    return undefined;
  }
  const appended = appendReceipt(known.history, entry.receipt);
  if (!appended.ok) return { code: 'receipt-refused', at, reason: appended.error };
  agents.set(id, { ...known, history: appended.value.history });
  receipts.push(entry.receipt);
  leaves.push(appended.value.leaf);
  return undefined;
}

/**
 * Replays the ledger from its start. Roots that differ from the anchored ones prove that an entry was altered or lost.
 */
export function rebuild(entries: Iterable<LedgerEntry>): Result<RebuiltRegistry, RebuildRefusal> {
  const reading: Reading = { agents: new Map(), receipts: [], leaves: [] };
  let at = 0;
  for (const entry of entries) {
    const refusal = read(reading, entry, at);
    if (refusal !== undefined) return err(refusal);
    at += 1;
  }
  const { agents, receipts, leaves } = reading;
  const receiptsTree = memoryTree();
  const headsTree = memoryTree();
  const appended = receiptsTree.append(leaves);
  if (!appended.ok) return err({ code: 'tree-refused', reason: appended.error });
  const heads = headsTree.append([...agents.values()].map(({ history }) => accumulatorHead(history)));
  if (!heads.ok) return err({ code: 'tree-refused', reason: heads.error });
  return ok({ agents, receipts, receiptsTree, headsTree });
}
