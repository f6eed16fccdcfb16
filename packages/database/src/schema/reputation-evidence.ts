import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { bigint, check, doublePrecision, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment, solanaAddressColumn, usdMicro } from './columns.ts';

/**
 * implicit: paid and unrated · outcome: how the job ended, by a named reporter · rating: by the paying wallet · oracle, zk:
 * attested, proved · adjudicated: a dispute was upheld · dismissed: one was not, which voids the rating · reversed: the
 * payment is not on chain after all.
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

/** Everything that has moved a score, once each and never changed: the source a score is rebuilt from. */
export const reputationEvidence = pgTable(
  'reputation_evidence',
  {
    /** Made from what it says (of a payment: its network and transaction), so that its being the key makes a second delivery harmless, whoever reports. */
    eventId: uuid('event_id').primaryKey(),
    did: didColumn('did').notNull(),
    payer: solanaAddressColumn('payer').notNull(),
    kind: text('kind', { enum: EVIDENCE_KINDS }).notNull(),
    /** 0 (worst) to 1 (best). */
    outcome: doublePrecision('outcome').notNull(),
    usdMicro: usdMicro('usd_micro').notNull(),
    /** Of two ratings of one settlement the higher one counts. */
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
    /** Who said it and by which signature, so that anybody can check; null where the chain itself says it. */
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
    // What else was said about a settlement: few rows beside the implicit ones, which these leave out.
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
