import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, moment } from './columns.ts';

/**
 * built: its roots are fixed, nothing left the house · sent: given to the chain · confirmed, finalized: on chain, and
 * what proofs may open. A transaction that provably cannot land any more leads from sent back to built.
 */
export const ANCHOR_STATUSES = ['built', 'sent', 'confirmed', 'finalized'] as const;
export type AnchorStatus = (typeof ANCHOR_STATUSES)[number];

/** States of the whole registry, each chained to the one before. Roots and commitments are canonical decimals. */
export const historyAnchors = pgTable(
  'history_anchors',
  {
    /** 1, 2, 3, … */
    sequence: bigint('sequence', { mode: 'number' }).primaryKey(),
    commitment: text('commitment').notNull(),
    /** Commitment of the anchor before, 0 for the first. */
    previous: text('previous').notNull(),
    receiptsRoot: text('receipts_root').notNull(),
    headsRoot: text('heads_root').notNull(),
    /** Leaves in each tree: what was taken in up to here. */
    receiptsSize: bigint('receipts_size', { mode: 'number' }).notNull(),
    headsSize: bigint('heads_size', { mode: 'number' }).notNull(),
    status: text('status', { enum: ANCHOR_STATUSES }).notNull().default('built'),
    builtAt: moment('built_at').notNull(),
    /** How often a transaction was signed for it. */
    attempts: integer('attempts').notNull().default(0),
    txSignature: text('tx_signature').$type<TransactionSignature>(),
    /** Signature of the transaction that anchored the one before: the memo names it. Null for the first. */
    previousTxSignature: text('previous_tx_signature').$type<TransactionSignature>(),
    /** What was sent, kept so that a crashed run can be finished by another. */
    signedTransaction: bytes('signed_transaction'),
    lastValidBlockHeight: bigint('last_valid_block_height', { mode: 'bigint' }),
    slot: bigint('slot', { mode: 'bigint' }),
    sentAt: moment('sent_at'),
    confirmedAt: moment('confirmed_at'),
    finalizedAt: moment('finalized_at'),
  },
  (t) => [
    uniqueIndex('history_anchors_commitment').on(t.commitment),
    uniqueIndex('history_anchors_transaction').on(t.txSignature),
    check('history_anchors_sequence', sql`${t.sequence} >= 1`),
    check('history_anchors_status', sql`${t.status} in ('built', 'sent', 'confirmed', 'finalized')`),
    check(
      'history_anchors_sent_has_transaction',
      sql`${t.status} = 'built' or (${t.signedTransaction} is not null and ${t.txSignature} is not null)`,
    ),
    check('history_anchors_confirmed_has_slot', sql`${t.status} in ('built', 'sent') or ${t.slot} is not null`),
  ],
);
