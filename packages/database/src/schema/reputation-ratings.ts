import type { Network } from '@pos/vocabulary/network.ts';
import type { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { sql } from 'drizzle-orm';
import { check, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { didColumn, moment } from './columns.ts';

/** The present rating of each settlement, with the wallet's signature. Former ratings are in the evidence. */
export const reputationRatings = pgTable(
  'reputation_ratings',
  {
    network: text('network').$type<Network>().notNull(),
    txSignature: text('tx_signature').$type<TransactionSignature>().notNull(),
    did: didColumn('did').notNull(),
    payer: text('payer').$type<SolanaAddress>().notNull(),
    ratingBps: integer('rating_bps').$type<ScoreBps>().notNull(),
    issuedAt: moment('issued_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    signature: text('signature').notNull(),
    /** Time of the first rating. The window for amendments starts then. */
    firstRatedAt: moment('first_rated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.network, t.txSignature] }),
    check('reputation_ratings_range', sql`${t.ratingBps} between 0 and 10000`),
  ],
);
