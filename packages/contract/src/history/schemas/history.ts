import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { OUTCOMES, SEQUENCE_MAX, TREE_CAPACITY, TREE_DEPTH } from '@pos/vocabulary/work-history.ts';
import * as z from 'zod';
import { ControlProof } from '../../schemas/control-proof.ts';
import { Instant } from '../../schemas/time.ts';

/*
 * Openings: what the registry serves to an agent's owner, and to nobody else, so that the owner can prove.
 * On the wire field elements and amounts are decimal strings.
 */
const U32 = z.number().int().min(0).max(SEQUENCE_MAX);
const MerklePath = z.object({
  index: z
    .number()
    .int()
    .min(0)
    .max(TREE_CAPACITY - 1),
  siblings: z.array(FieldDecimal).length(TREE_DEPTH).readonly(),
});

/** What an anchor commits to, and nothing else. */
const AnchorOpening = z.object({
  sequence: U32,
  previous: FieldDecimal,
  receiptsRoot: FieldDecimal,
  headsRoot: FieldDecimal,
});

const Receipt = z.object({
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
  anchor: AnchorOpening,
  history: z.object({
    agent: FieldDecimal,
    owner: FieldDecimal,
    totals: z.object({
      count: U32,
      valueAtomic: AtomicAmount,
      qualitySumBps: z
        .number()
        .int()
        .min(0)
        .max(SEQUENCE_MAX * 10_000),
      disputes: U32,
      lastSequence: U32,
    }),
    chain: FieldDecimal,
  }),
  path: MerklePath,
});
export type HeadOpening = z.output<typeof HeadOpening>;

/** Opens one receipt under the same anchor. */
export const ReceiptOpening = z.object({ receipt: Receipt, path: MerklePath });
export type ReceiptOpening = z.output<typeof ReceiptOpening>;

/** Poseidon of the owner's secret; 0 stands for no owner and is nobody's. */
export const OwnerCommitment = FieldDecimal.refine(
  (value) => value !== 0n,
  'expected a commitment; 0 means that there is none',
).meta({
  description: 'Poseidon of the secret with which the owner proves; registering it betrays nothing of the secret.',
});

/** Which receipts to open besides the head: some that are known, or a page of them, newest first. */
const ReceiptChoice = z.union([
  z.strictObject({ sequences: z.array(U32.min(1)).min(1).max(100) }),
  z.strictObject({ limit: z.number().int().min(1).max(200), before: U32.min(1).optional() }),
]);

export const OpenHistoryRequest = z.strictObject({ receipts: ReceiptChoice.optional(), proof: ControlProof });

/** An anchor as anybody may see it: its commitment is what proofs name, and the memo of its transaction holds all of it. */
export const Anchor = AnchorOpening.extend({
  commitment: FieldDecimal,
  receipts: z.number().int().meta({ description: 'Receipts of all agents up to here.' }),
  agents: z.number().int().meta({ description: 'Agents with a history up to here.' }),
  txSignature: TransactionSignature,
  previousTxSignature: TransactionSignature.nullable().meta({
    description: 'Transaction of the anchor before, which the memo names.',
  }),
  slot: AtomicAmount,
  finalized: z.boolean(),
  anchoredAt: Instant,
});
