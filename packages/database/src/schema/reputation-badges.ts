import type { Network } from '@pos/vocabulary/network.ts';
import type { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { didColumn, moment, solanaAddressColumn } from './columns.ts';

/** Soulbound tokens that certify a tier of reputation on chain. */
export const reputationBadges = pgTable(
  'reputation_badges',
  {
    id: uuid('id').primaryKey(),
    did: didColumn('did').notNull(),
    tier: text('tier').notNull(),
    scoreBps: integer('score_bps').$type<ScoreBps>().notNull(),
    status: text('status', { enum: ['requested', 'minted', 'revoked'] })
      .notNull()
      .default('requested'),
    network: text('network').$type<Network>().notNull(),
    holder: solanaAddressColumn('holder').notNull(),
    mint: solanaAddressColumn('mint'),
    txSignature: text('tx_signature').$type<TransactionSignature>(),
    metadataUri: text('metadata_uri'),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    mintedAt: moment('minted_at'),
    revokedAt: moment('revoked_at'),
  },
  (t) => [
    uniqueIndex('reputation_badges_held')
      .on(t.did, t.tier)
      .where(sql`${t.status} <> 'revoked'`),
    uniqueIndex('reputation_badges_mint').on(t.network, t.mint),
    check('reputation_badges_status', sql`${t.status} in ('requested', 'minted', 'revoked')`),
  ],
);
