import { ratingGiven } from '@pos/contract/reputation/events/rating-given.ts';
import { refuse, reply, type HandlerOf, type RequestOf } from '@pos/contract/reply.ts';
import { rateSettlement as route } from '@pos/contract/reputation/routes/rate-settlement.ts';
import { ratingMessage } from '@pos/contract/reputation/rating-message.ts';
import type { Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import { reputationRatings } from '@pos/database/schema/reputation-ratings.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { walletSigned } from '@pos/ledger/wallet-signature.ts';
import { solanaAddressOf } from '@pos/vocabulary/account.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { and, eq, sql } from 'drizzle-orm';
import { decideRating } from '../domain/decide-rating.ts';
import { settlementKey } from '../store/find-settlements.ts';
import { findWorks, type Work } from '../store/find-works.ts';

type Dependencies = DependenciesOf<typeof route>;
type Request = RequestOf<typeof route>;

/** Stores a rating by the paying wallet. A consumer applies it to the score a moment later. */
export const rateSettlement =
  (d: Dependencies): HandlerOf<typeof route> =>
  async ({ params: { txSignature }, body }) => {
    const { network, ratingBps, issuedAt } = body;
    const work = (await findWorks(d.database.orm, network, [txSignature])).get(settlementKey({ network, txSignature }));
    if (work === undefined) return refuse('settlement-unknown', { detail: txSignature });
    const former = await findRating(d, { network, txSignature });
    const decision = decideRating(body, {
      paidAt: work.paidAt,
      did: work.did,
      signed: isSigned(d, work, body),
      former,
      now: d.clock.now(),
    });
    if (!decision.ok) return { kind: 'refusal', problem: decision.error };
    const { did, amendableUntil, kind } = decision.value;
    const stands =
      kind === 'repeated' ||
      (await d.database.transaction((tx) => store(tx, d, { work, did, body, firstRatedAt: former?.firstRatedAt })));
    return stands ? reply(200, { txSignature, did, ratingBps, issuedAt, amendableUntil }) : refuse('rating-superseded');
  };

function isSigned({ publicUrl }: Dependencies, { did, payer, txSignature }: Work, body: Request['body']): boolean {
  if (did === null) return false;
  return walletSigned(
    solanaAddressOf(payer),
    ratingMessage({ ...body, domain: new URL(publicUrl).host, txSignature, did }),
    body.signature,
  );
}

async function findRating(
  { database }: Dependencies,
  { network, txSignature }: { readonly network: Network; readonly txSignature: TransactionSignature },
) {
  const [row] = await database.orm
    .select()
    .from(reputationRatings)
    .where(and(eq(reputationRatings.network, network), eq(reputationRatings.txSignature, txSignature)));
  return row;
}

interface ToStore {
  readonly work: Work;
  readonly did: Did;
  readonly body: Request['body'];
  readonly firstRatedAt: Date | undefined;
}

/**
 * Stores the rating unless a later one is stored, and returns whether it was stored. Of two concurrent ratings the one
 * with the later `issuedAt` stays, for either order of writing.
 */
async function store(
  tx: Transaction,
  { clock, newId }: Dependencies,
  { work, did, body, firstRatedAt }: ToStore,
): Promise<boolean> {
  const { txSignature } = work;
  const payer = solanaAddressOf(work.payer);
  const { network, ratingBps, issuedAt, expiresAt, signature } = body;
  const now = clock.now();
  const changed = { ratingBps, issuedAt, expiresAt, signature };
  const stored = await tx
    .insert(reputationRatings)
    .values({ network, txSignature, did, payer, firstRatedAt: firstRatedAt ?? now, ...changed })
    .onConflictDoUpdate({
      target: [reputationRatings.network, reputationRatings.txSignature],
      set: changed,
      setWhere: sql`${reputationRatings.issuedAt} < excluded.issued_at`,
    })
    .returning({ did: reputationRatings.did });
  if (stored.length === 0) return false;
  const eventId = newId();
  await enqueue(tx, outgoingEvents(ratingGiven, { eventId, did, network, txSignature, occurredAt: now }));
  return true;
}

export const handler = routeLambda(route, rateSettlement);
