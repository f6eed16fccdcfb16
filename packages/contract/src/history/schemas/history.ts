import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { Slot } from '@pos/vocabulary/slot.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { OUTCOMES, SEQUENCE_MAX, TREE_CAPACITY, TREE_DEPTH } from '@pos/vocabulary/work-history.ts';
import * as z from 'zod';
import { ControlProof } from '../../schemas/control-proof.ts';
import { formerCursor, ONE_CURSOR, SequenceCursor } from '../../schemas/page.ts';
import { Instant } from '../../schemas/time.ts';
import { forSubjects } from '../../visibility.ts';

/*
 * Openings: the inputs of a proof, which the registry returns only to the agent's owner. Field elements and amounts are
 * decimal strings on the wire.
 */
const U32 = z.number().int().min(0).max(SEQUENCE_MAX);
const MerklePath = z
  .object({
    index: z
      .number()
      .int()
      .min(0)
      .max(TREE_CAPACITY - 1),
    siblings: z.array(FieldDecimal).length(TREE_DEPTH).readonly(),
  })
  .meta({
    id: 'MerklePath',
    description: 'The place of a leaf in a tree, with the hashes beside its path to the root.',
  });

/** The values that an anchor commits to. */
const AnchorOpening = z
  .object({
    sequence: U32,
    previous: FieldDecimal,
    receiptsRoot: FieldDecimal,
    headsRoot: FieldDecimal,
  })
  .meta({ id: 'AnchorOpening', description: 'The values that an anchor commits to.' });

const Receipt = z
  .object({
    agent: FieldDecimal,
    sequence: U32.min(1),
    valueAtomic: AtomicAmount.pipe(UsdcAtomic),
    qualityBps: ScoreBps,
    outcome: z.enum(OUTCOMES),
    skill: FieldDecimal,
    client: forSubjects(FieldDecimal).meta({ description: 'Blinded commitment to the wallet that paid.' }),
    salt: forSubjects(FieldDecimal),
  })
  .meta({ id: 'Receipt', description: 'One piece of paid work, as proofs count it.' });

/** Opens an agent's accumulator under an anchor. With the owner's secret it is the input of a history-totals proof. */
export const HeadOpening = z
  .object({
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
  })
  .meta({ id: 'HeadOpening', description: "Opens an agent's totals under an anchor." });
export type HeadOpening = z.output<typeof HeadOpening>;

/** Opens one receipt under the same anchor as the head. */
export const ReceiptOpening = z.object({ receipt: Receipt, path: MerklePath }).meta({
  id: 'ReceiptOpening',
  description: 'Opens one receipt under the anchor of the head.',
});
export type ReceiptOpening = z.output<typeof ReceiptOpening>;

/** Poseidon hash of the owner's secret. 0 means that the agent has no owner and cannot be registered. */
export const OwnerCommitment = FieldDecimal.refine((value) => value !== 0n, {
  error: 'expected a commitment; 0 means that there is none',
  params: { fault: 'range' },
}).meta({
  id: 'OwnerCommitment',
  description: 'Poseidon of the secret with which the owner proves. It does not reveal the secret.',
});

/** Selects the receipts to open besides the head, either by sequence number or as a page of receipts, newest first. */
const ReceiptChoice = z
  .union([
    z.strictObject({ sequences: z.array(U32.min(1)).min(1).max(100) }),
    z
      .strictObject({
        limit: z.number().int().min(1).max(200),
        cursor: SequenceCursor,
        before: U32.min(1).optional().meta(formerCursor),
      })
      .refine(...ONE_CURSOR),
  ])
  .meta({ id: 'ReceiptChoice', description: 'Receipts by their sequence numbers, or a page of them, newest first.' });

export const OpenHistoryRequest = z.strictObject({ receipts: ReceiptChoice.optional(), proof: ControlProof }).meta({
  id: 'OpenHistoryRequest',
  description: 'Names the receipts to open. Without them only the head is opened.',
});

/**
 * An anchor on chain. Proofs refer to it by its commitment. Its transaction's memo contains the commitment and roots.
 */
export const Anchor = AnchorOpening.extend({
  commitment: FieldDecimal,
  receipts: z.number().int().meta({ description: 'Number of entries of all histories that the anchor covers.' }),
  agents: z.number().int().meta({ description: 'Number of agents with a history that the anchor covers.' }),
  txSignature: TransactionSignature,
  previousTxSignature: TransactionSignature.nullable().meta({
    description: 'Transaction of the previous anchor, which the memo names. Null in the first anchor.',
  }),
  slot: Slot,
  finalized: z.boolean().meta({ description: 'True if the chain can no longer drop the transaction.' }),
  anchoredAt: Instant,
}).meta({ id: 'Anchor', description: 'An anchor on chain, to which proofs refer by its commitment.' });
