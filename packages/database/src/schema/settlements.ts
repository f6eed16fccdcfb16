import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { amountAtomic, bytes, didColumn, moment, solanaAddressColumn, usdMicro } from './columns.ts';

/**
 * `reserved` means that one server may have the payment settled and nothing was sent. `sent` means that the payment was
 * sent to the chain. `pending` means that it was sent and that a server got the response that the outcome is unknown.
 * `confirmed` and `finalized` mean paid. `failed` means that the transaction landed and failed. `expired` means that
 * the payment can no longer be paid.
 */
export const SETTLEMENT_STATUSES = [
  'reserved',
  'sent',
  'pending',
  'confirmed',
  'finalized',
  'failed',
  'expired',
] as const;
export type SettlementStatus = (typeof SETTLEMENT_STATUSES)[number];

/**
 * `verify` and `settle` are the routes that reserve a payment. `payer` is a payer who presents an unserved payment
 * again.
 */
export const RESERVED_BY = ['verify', 'settle', 'payer'] as const;
export type ReservedBy = (typeof RESERVED_BY)[number];

/**
 * One row per payment. The row is written before the server serves the resource and before the payment is sent, so a
 * payment cannot be replayed.
 */
export const settlements = pgTable(
  'settlements',
  {
    /** UUID of version 7, so that the order of the key is the order of reservation. */
    id: uuid('id').primaryKey(),
    network: text('network').$type<Network>().notNull(),
    /** Id of the payment scheme, as x402 names it: `exact`. */
    scheme: text('scheme').notNull(),
    /**
     * Identity of the payment within its scheme and network, equal for every copy of it. The scheme chooses the form:
     * `exact` on Solana takes the SHA-256 of the transaction's message, so that a re-signed copy is the same payment.
     */
    artefact: text('artefact').notNull(),
    /** Signature that identifies the payment on chain. Null until the payment is sent. */
    txSignature: text('tx_signature').$type<TransactionSignature>(),
    paymentIdentifier: text('payment_identifier'),
    status: text('status', { enum: SETTLEMENT_STATUSES }).notNull().default('reserved'),
    payer: solanaAddressColumn('payer').notNull(),
    payTo: solanaAddressColumn('pay_to').notNull(),
    /** The agent paid; null when `pay_to` belongs to no registered agent. */
    agentDid: didColumn('agent_did'),
    asset: solanaAddressColumn('asset').notNull(),
    /** The requested amount in atomic units while the payment is reserved, and the settled amount from `sent` on. */
    amountAtomic: amountAtomic('amount_atomic').notNull(),
    usdMicro: usdMicro('usd_micro'),
    resource: text('resource'),
    reservedBy: text('reserved_by', { enum: RESERVED_BY }).notNull().default('settle'),
    /**
     * SHA-256 of the terms and the resource for which the payment is reserved. Settlement under other terms or for
     * another resource is refused.
     */
    bindingHash: text('binding_hash').notNull().default(''),
    requirements: jsonb('requirements').$type<Json>().notNull(),
    /** Facts about the payment that the scheme stores for operators. No other code reads them. */
    schemeData: jsonb('scheme_data').$type<Json>(),
    /** Bytes that the scheme sends, stored before the first send so that another process can finish the payment. */
    prepared: bytes('prepared'),
    /**
     * Last position at which the payment can still be paid, in the scheme's measure: `exact` on Solana counts blocks.
     */
    lastValid: bigint('last_valid', { mode: 'bigint' }),
    slot: bigint('slot', { mode: 'bigint' }),
    error: text('error'),
    /** Time of the last response that told a server to ask again. The payer may then present the payment once more. */
    pendingToldAt: moment('pending_told_at'),
    /** Time of the first response that reported the success to a server. That response took the serve right. */
    successToldAt: moment('success_told_at'),
    reservedAt: moment('reserved_at').notNull().defaultNow(),
    sentAt: moment('sent_at'),
    confirmedAt: moment('confirmed_at'),
    finalizedAt: moment('finalized_at'),
  },
  (t) => [
    uniqueIndex('settlements_artefact').on(t.artefact, t.scheme, t.network),
    uniqueIndex('settlements_signature').on(t.network, t.txSignature),
    uniqueIndex('settlements_payment_identifier')
      .on(t.payTo, t.paymentIdentifier)
      .where(sql`${t.paymentIdentifier} is not null and ${t.status} not in ('failed', 'expired')`),
    index('settlements_agent').on(t.agentDid, t.id.desc().nullsFirst()),
    index('settlements_payer').on(t.payer, t.id.desc().nullsFirst()),
    index('settlements_unfinished')
      .on(t.id)
      .where(sql`${t.status} in ('reserved', 'sent', 'pending', 'confirmed')`),
    check(
      'settlements_status',
      sql`${t.status} in ('reserved', 'sent', 'pending', 'confirmed', 'finalized', 'failed', 'expired')`,
    ),
    check('settlements_reserved_by', sql`${t.reservedBy} in ('verify', 'settle', 'payer')`),
    check('settlements_amount', sql`${t.amountAtomic} between 0 and 18446744073709551615`),
    check('settlements_sent_is_prepared', sql`${t.status} not in ('sent', 'pending') or ${t.prepared} is not null`),
  ],
);
