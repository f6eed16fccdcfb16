import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import * as z from 'zod';
import { accumulatorHead } from './accumulator.ts';
import { anchorCommitment } from './anchor.ts';
import { FieldDecimal } from './field-element.ts';
import { rootOf, TREE_CAPACITY, TREE_DEPTH } from './merkle-tree.ts';
import { OUTCOMES } from './outcome.ts';
import { receiptLeaf, SEQUENCE_MAX } from './receipt.ts';

/*
 * What the registry serves to an agent's owner, and to nobody else, so that the owner can prove.
 * On the wire field elements and amounts are decimal strings.
 */
const U32 = z.number().int().min(0).max(SEQUENCE_MAX);
const MerklePathWire = z.object({
  index: z.number().int().min(0).max(TREE_CAPACITY - 1),
  siblings: z.array(FieldDecimal).length(TREE_DEPTH).readonly(),
});

export const AnchorWire = z.object({ sequence: U32, previous: FieldDecimal, receiptsRoot: FieldDecimal, headsRoot: FieldDecimal });

export const ReceiptWire = z.object({
  agent: FieldDecimal,
  sequence: U32.min(1),
  valueAtomic: AtomicAmount.pipe(UsdcAtomic),
  qualityBps: ScoreBps,
  outcome: z.enum(OUTCOMES),
  skill: FieldDecimal,
  client: FieldDecimal,
  salt: FieldDecimal,
});

/** Opens an agent's accumulator under an anchor: all that a history-totals proof wants besides the secret. */
export const HeadOpening = z.object({
  anchor: AnchorWire,
  history: z.object({
    agent: FieldDecimal,
    owner: FieldDecimal,
    totals: z.object({
      count: U32,
      valueAtomic: AtomicAmount,
      qualitySumBps: z.number().int().min(0).max(SEQUENCE_MAX * 10_000),
      disputes: U32,
      lastSequence: U32,
    }),
    chain: FieldDecimal,
  }),
  path: MerklePathWire,
});
export type HeadOpening = z.output<typeof HeadOpening>;

/** Opens one receipt under the same anchor. */
export const ReceiptOpening = z.object({ receipt: ReceiptWire, path: MerklePathWire });
export type ReceiptOpening = z.output<typeof ReceiptOpening>;

export type OpeningRefusal = { readonly code: 'head-not-anchored' } | { readonly code: 'receipt-not-anchored'; readonly sequence: number };

/** The anchor commitment that the openings lead to, or which of them does not fit. Owners check what they were served. */
export function openAnchor(head: HeadOpening, receipts: readonly ReceiptOpening[] = []): Result<bigint, OpeningRefusal> {
  if (rootOf(accumulatorHead(head.history), head.path) !== head.anchor.headsRoot) return err({ code: 'head-not-anchored' });
  const stray = receipts.find(({ receipt, path }) => rootOf(receiptLeaf(receipt), path) !== head.anchor.receiptsRoot);
  if (stray !== undefined) return err({ code: 'receipt-not-anchored', sequence: stray.receipt.sequence });
  return ok(anchorCommitment(head.anchor));
}
