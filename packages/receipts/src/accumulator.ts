import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { U64_MAX } from '@pos/vocabulary/atomic-amount.ts';
import { SEQUENCE_MAX } from '@pos/vocabulary/work-history.ts';
import { fieldElement, ZERO, type FieldElement } from './field-element.ts';
import { poseidonOf2, poseidonOf8 } from './poseidon.ts';
import { receiptLeaf, type Receipt } from './receipt.ts';

/** Totals over an agent's whole history. In circuits the five members are 32, 64, 48, 32 and 32 bits wide. */
export type Totals = {
  /** Number of receipts of paid work. A reversal is an entry of the history and is not counted here. */
  readonly count: number;
  readonly valueAtomic: bigint;
  /** Sum of the counted receipts' qualities, in basis points. */
  readonly qualitySumBps: number;
  readonly disputes: number;
  /** Number of entries so far, reversals included. */
  readonly lastSequence: number;
};

/** An agent's accumulator: its totals, and a hash chain over its entries in order. One row per agent. */
export type AgentHistory = {
  readonly agent: FieldElement;
  /** `Poseidon(secret)` of the owner, who alone can prove for the agent, or `NO_OWNER`. */
  readonly owner: FieldElement;
  readonly totals: Totals;
  /**
   * chain(n) = Poseidon(chain(n-1), leaf(n)), with chain(0) = 0. The leaves are salted, so the totals cannot be guessed
   * from a published head.
   */
  readonly chain: FieldElement;
};

export type AppendRefusal =
  | { readonly code: 'foreign-agent' }
  | { readonly code: 'sequence-not-next'; readonly expected: number }
  | { readonly code: 'history-full' }
  | { readonly code: 'reversal-above-total' };

const NOTHING: Totals = { count: 0, valueAtomic: 0n, qualitySumBps: 0, disputes: 0, lastSequence: 0 };

export const startHistory = (agent: FieldElement, owner: FieldElement): AgentHistory => ({
  agent,
  owner,
  totals: NOTHING,
  chain: ZERO,
});

/** Changes the owner of a history. The new owner can prove from the next anchor on. Totals and chain do not change. */
export const withOwner = (history: AgentHistory, owner: FieldElement): AgentHistory => ({ ...history, owner });

/** The totals after one more receipt. `Outcome` documents what each outcome adds. */
export function addToTotals(
  totals: Totals,
  { outcome, valueAtomic, qualityBps, sequence }: Pick<Receipt, 'outcome' | 'valueAtomic' | 'qualityBps' | 'sequence'>,
): Result<Totals, AppendRefusal> {
  const reversed = outcome === 'reversed';
  const value = reversed ? totals.valueAtomic - valueAtomic : totals.valueAtomic + valueAtomic;
  if (value < 0n) return err({ code: 'reversal-above-total' });
  if (value > U64_MAX) return err({ code: 'history-full' });
  return ok({
    count: totals.count + (reversed ? 0 : 1),
    valueAtomic: value,
    qualitySumBps: totals.qualitySumBps + (reversed ? 0 : qualityBps),
    disputes: totals.disputes + (outcome === 'completed' ? 0 : 1),
    lastSequence: sequence,
  });
}

/** Appends one receipt. Refuses any sequence number but the next one, because a gap would hide an omitted receipt. */
export function appendReceipt(
  history: AgentHistory,
  receipt: Receipt,
): Result<{ history: AgentHistory; leaf: FieldElement }, AppendRefusal> {
  if (receipt.agent !== history.agent) return err({ code: 'foreign-agent' });
  if (history.totals.lastSequence >= SEQUENCE_MAX) return err({ code: 'history-full' });
  const expected = history.totals.lastSequence + 1;
  if (receipt.sequence !== expected) return err({ code: 'sequence-not-next', expected });
  const totals = addToTotals(history.totals, receipt);
  if (!totals.ok) return totals;
  const leaf = receiptLeaf(receipt);
  return ok({ history: { ...history, totals: totals.value, chain: poseidonOf2(history.chain, leaf) }, leaf });
}

/**
 * The agent's leaf in the heads tree: Poseidon(agent, owner, count, value, quality sum, disputes, last sequence,
 * chain).
 */
export const accumulatorHead = ({ agent, owner, totals, chain }: AgentHistory): FieldElement =>
  poseidonOf8([
    agent,
    owner,
    fieldElement(totals.count),
    fieldElement(totals.valueAtomic),
    fieldElement(totals.qualitySumBps),
    fieldElement(totals.disputes),
    fieldElement(totals.lastSequence),
    chain,
  ]);
