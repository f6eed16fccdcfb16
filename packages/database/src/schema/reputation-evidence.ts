import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, doublePrecision, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment, solanaAddressColumn, usdMicro } from './columns.ts';

export const EVIDENCE_KINDS = ['implicit', 'rating', 'adjudicated', 'oracle', 'zk'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Everything that has moved a score, once each: the source a score is rebuilt from. */
export const reputationEvidence = pgTable(
  'reputation_evidence',
  {
    /** The event that brought it; its being the key makes a second delivery harmless. */
    eventId: uuid('event_id').primaryKey(),
    did: didColumn('did').notNull(),
    payer: solanaAddressColumn('payer').notNull(),
    kind: text('kind', { enum: EVIDENCE_KINDS }).notNull(),
    /** 0 (worst) to 1 (best). */
    outcome: doublePrecision('outcome').notNull(),
    usdMicro: usdMicro('usd_micro').notNull(),
    settlementId: uuid('settlement_id'),
    network: text('network').$type<Network>(),
    txSignature: text('tx_signature').$type<TransactionSignature>(),
    slot: bigint('slot', { mode: 'bigint' }),
    occurredAt: moment('occurred_at').notNull(),
    appliedAt: moment('applied_at').notNull().defaultNow(),
  },
  (t) => [
    // One settlement is implicit evidence once, whoever reports it.
    uniqueIndex('reputation_evidence_settled').on(t.network, t.txSignature).where(sql`${t.kind} = 'implicit'`),
    index('reputation_evidence_pair').on(t.did, t.payer, t.occurredAt, t.eventId),
    index('reputation_evidence_settlement').on(t.settlementId).where(sql`${t.settlementId} is not null`),
    check('reputation_evidence_outcome', sql`${t.outcome} between 0 and 1`),
    check('reputation_evidence_kind', sql`${t.kind} in ('implicit', 'rating', 'adjudicated', 'oracle', 'zk')`),
  ],
);
