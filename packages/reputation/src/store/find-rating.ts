import { isSettlementId } from '@pos/contract/schemas/settlement-reference.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { reputationRatings } from '@pos/database/schema/reputation-ratings.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Queries } from '@pos/database/session.ts';
import { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { and, eq, inArray } from 'drizzle-orm';
import { evidenceId } from './settled-evidence.ts';

const ratingOf = async (queries: Queries, txSignature: TransactionSignature) => {
  const { network, did, ratingBps, issuedAt, firstRatedAt } = reputationRatings;
  const [row] = await queries
    .select({ network, txSignature: reputationRatings.txSignature, did, ratingBps, issuedAt, firstRatedAt })
    .from(reputationRatings)
    .where(and(inArray(network, [...Network.options]), eq(reputationRatings.txSignature, txSignature)));
  return row;
};

/** A rating without the payer and the signature. */
export type PublicRating = NonNullable<Awaited<ReturnType<typeof ratingOf>>>;

const isSettled = async (queries: Queries, txSignature: TransactionSignature): Promise<boolean> => {
  const [own, counted] = await Promise.all([
    queries
      .select({ id: settlements.id })
      .from(settlements)
      .where(and(inArray(settlements.network, [...Network.options]), eq(settlements.txSignature, txSignature))),
    queries
      .select({ id: reputationEvidence.eventId })
      .from(reputationEvidence)
      .where(
        inArray(
          reputationEvidence.eventId,
          Network.options.map((network) => evidenceId('implicit', network, txSignature)),
        ),
      ),
  ]);
  return own.length + counted.length > 0;
};

/**
 * The present rating of a settlement, which is named by its id or its transaction. A payment that another facilitator
 * settled has no row in `settlements` and is known by its evidence.
 */
export async function findRating(
  queries: Queries,
  reference: string,
): Promise<PublicRating | 'rating-unknown' | 'settlement-unknown'> {
  if (!isSettlementId(reference)) {
    const txSignature = reference as TransactionSignature;
    const rating = await ratingOf(queries, txSignature);
    if (rating !== undefined) return rating;
    return (await isSettled(queries, txSignature)) ? 'rating-unknown' : 'settlement-unknown';
  }
  const [payment] = await queries
    .select({ txSignature: settlements.txSignature })
    .from(settlements)
    .where(eq(settlements.id, reference));
  if (payment === undefined) return 'settlement-unknown';
  if (payment.txSignature === null) return 'rating-unknown';
  return (await ratingOf(queries, payment.txSignature)) ?? 'rating-unknown';
}
