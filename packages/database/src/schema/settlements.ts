import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { amountAtomic, bytes, didColumn, moment, solanaAddressColumn, usdMicro } from './columns.ts';

/**
 * claimed: ours to send, nothing left the house · sent: given to the chain · pending: sent, outcome not known in time ·
 * confirmed, finalized: paid · failed: refused by the chain or by us · expired: its blockhash died before it landed.
 */
export const SETTLEMENT_STATUSES = [
  'claimed',
  'sent',
  'pending',
  'confirmed',
  'finalized',
  'failed',
  'expired',
] as const;
export type SettlementStatus = (typeof SETTLEMENT_STATUSES)[number];

export const CLAIMANTS = ['verify', 'settle', 'payer'] as const;
export type Claimant = (typeof CLAIMANTS)[number];

/** One row a payment, written before anything is served or sent: the claim that makes a replay impossible. */
export const settlements = pgTable(
  'settlements',
  {
    /** UUID of version 7, so that the key's order is the order of claiming. */
    id: uuid('id').primaryKey(),
    network: text('network').$type<Network>().notNull(),
    /** Hash of the transaction's message: the same for every re-signed copy of a payment. */
    messageHash: text('message_hash').notNull(),
    txSignature: text('tx_signature').$type<TransactionSignature>(),
    paymentIdentifier: text('payment_identifier'),
    status: text('status', { enum: SETTLEMENT_STATUSES }).notNull().default('claimed'),
    payer: solanaAddressColumn('payer').notNull(),
    payTo: solanaAddressColumn('pay_to').notNull(),
    /** The agent paid; null when `pay_to` belongs to nobody registered. */
    agentDid: didColumn('agent_did'),
    asset: solanaAddressColumn('asset').notNull(),
    amountAtomic: amountAtomic('amount_atomic').notNull(),
    usdMicro: usdMicro('usd_micro'),
    resource: text('resource'),
    /** Who took the claim: `/verify` before serving, `/settle` itself, or a payer coming back after a pending answer. */
    claimedBy: text('claimed_by', { enum: CLAIMANTS }).notNull().default('settle'),
    /** Hash of the requirements and the resource that the claim was taken for: settling for others is refused. */
    bindingHash: text('binding_hash').notNull().default(''),
    feePayer: solanaAddressColumn('fee_payer').notNull(),
    requirements: jsonb('requirements').$type<Json>().notNull(),
    /** What was or will be sent, kept so that a crashed run can be finished by another. */
    signedTransaction: bytes('signed_transaction'),
    blockhash: text('blockhash'),
    lastValidBlockHeight: bigint('last_valid_block_height', { mode: 'bigint' }),
    slot: bigint('slot', { mode: 'bigint' }),
    error: text('error'),
    /** When a server was last told to ask again: only then may the payer present the payment once more. */
    pendingToldAt: moment('pending_told_at'),
    /** When a server was first told of the success: the ticket to serve. */
    successToldAt: moment('success_told_at'),
    claimedAt: moment('claimed_at').notNull().defaultNow(),
    sentAt: moment('sent_at'),
    confirmedAt: moment('confirmed_at'),
    finalizedAt: moment('finalized_at'),
  },
  (t) => [
    uniqueIndex('settlements_message').on(t.network, t.messageHash),
    uniqueIndex('settlements_signature').on(t.network, t.txSignature),
    uniqueIndex('settlements_payment_identifier')
      .on(t.payTo, t.paymentIdentifier)
      .where(sql`${t.paymentIdentifier} is not null and ${t.status} not in ('failed', 'expired')`),
    index('settlements_agent').on(t.agentDid, t.id.desc().nullsFirst()),
    index('settlements_payer').on(t.payer, t.id.desc().nullsFirst()),
    index('settlements_unfinished')
      .on(t.id)
      .where(sql`${t.status} in ('claimed', 'sent', 'pending', 'confirmed')`),
    check(
      'settlements_status',
      sql`${t.status} in ('claimed', 'sent', 'pending', 'confirmed', 'finalized', 'failed', 'expired')`,
    ),
    check('settlements_claimed_by', sql`${t.claimedBy} in ('verify', 'settle', 'payer')`),
    check('settlements_amount', sql`${t.amountAtomic} between 0 and 18446744073709551615`),
    check(
      'settlements_sent_has_transaction',
      sql`${t.status} not in ('sent', 'pending') or ${t.signedTransaction} is not null`,
    ),
  ],
);
