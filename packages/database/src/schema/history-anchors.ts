import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, moment } from './columns.ts';

/**
 * - `built`: the roots are fixed and no transaction was sent.
 * - `sent`: a transaction was signed, stored and broadcast. If it can no longer land, the anchor returns to `built`.
 * - `confirmed`, `finalized`: the transaction is on chain, and proofs may refer to the anchor.
 */
export const ANCHOR_STATUSES = ['built', 'sent', 'confirmed', 'finalized'] as const;
export type AnchorStatus = (typeof ANCHOR_STATUSES)[number];

/** Anchors: states of the whole registry, each chained to the previous one. Field elements are canonical decimals. */
export const historyAnchors = pgTable(
  'history_anchors',
  {
    /** 1, 2, 3, … */
    sequence: bigint('sequence', { mode: 'number' }).primaryKey(),
    commitment: text('commitment').notNull(),
    /** Commitment of the previous anchor; 0 in the first. */
    previous: text('previous').notNull(),
    receiptsRoot: text('receipts_root').notNull(),
    headsRoot: text('heads_root').notNull(),
    /** Number of leaves in each tree as of this anchor. */
    receiptsSize: bigint('receipts_size', { mode: 'number' }).notNull(),
    headsSize: bigint('heads_size', { mode: 'number' }).notNull(),
    status: text('status', { enum: ANCHOR_STATUSES }).notNull().default('built'),
    builtAt: moment('built_at').notNull(),
    /** Number of transactions that were signed for the anchor. */
    attempts: integer('attempts').notNull().default(0),
    txSignature: text('tx_signature').$type<TransactionSignature>(),
    /** Signature of the previous anchor's transaction, which the memo names. Null in the first. */
    previousTxSignature: text('previous_tx_signature').$type<TransactionSignature>(),
    /** The signed transaction, stored before it is broadcast so that another worker can continue after a crash. */
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
