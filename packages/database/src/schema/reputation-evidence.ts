import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, doublePrecision, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment, solanaAddressColumn, usdMicro } from './columns.ts';

/**
 * `implicit` is a paid call without a rating. `outcome` is a configured reporter's word on how the work ended. `rating`
 * is a rating by the paying wallet. `oracle` is attested quality. `zk` is proved value. `adjudicated` is an upheld
 * dispute. `dismissed` is a dismissed dispute, which voids the rating. `reversed` means that the payment is no longer
 * on chain.
 */
export const EVIDENCE_KINDS = [
  'implicit',
  'outcome',
  'rating',
  'oracle',
  'zk',
  'adjudicated',
  'dismissed',
  'reversed',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** All evidence items, each stored once and never changed. Scores are rebuilt from them. */
export const reputationEvidence = pgTable(
  'reputation_evidence',
  {
    /**
     * Derived from the content of the item; for a payment, from its network and transaction. As the primary key it
     * makes a second delivery harmless, also from another reporter.
     */
    eventId: uuid('event_id').primaryKey(),
    did: didColumn('did').notNull(),
    payer: solanaAddressColumn('payer').notNull(),
    kind: text('kind', { enum: EVIDENCE_KINDS }).notNull(),
    /** From 0 (worst) to 1 (best). */
    outcome: doublePrecision('outcome').notNull(),
    usdMicro: usdMicro('usd_micro').notNull(),
    /** If a settlement has two ratings, the one with the higher revision counts. */
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
    /**
     * The signed text behind the item, so that everyone can check its signature; null if the chain itself is the
     * source.
     */
    provenance: jsonb('provenance').$type<Json>(),
    settlementId: uuid('settlement_id'),
    network: text('network').$type<Network>(),
    txSignature: text('tx_signature').$type<TransactionSignature>(),
    slot: bigint('slot', { mode: 'bigint' }),
    occurredAt: moment('occurred_at').notNull(),
    appliedAt: moment('applied_at').notNull().defaultNow(),
  },
  (t) => [
    index('reputation_evidence_pair').on(t.did, t.payer),
    // Finds the other evidence about a settlement. The index leaves out implicit items, which are most rows.
    index('reputation_evidence_subject')
      .on(t.network, t.txSignature)
      .where(sql`${t.kind} <> 'implicit'`),
    index('reputation_evidence_settlement')
      .on(t.settlementId)
      .where(sql`${t.kind} <> 'implicit'`),
    check('reputation_evidence_outcome', sql`${t.outcome} between 0 and 1`),
    check(
      'reputation_evidence_kind',
      sql`${t.kind} in ('implicit', 'outcome', 'rating', 'oracle', 'zk', 'adjudicated', 'dismissed', 'reversed')`,
    ),
  ],
);
