import { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import { detailType } from '@pos/contract/event.ts';
import type { Database, Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { settlements, type Claimant, type SettlementStatus } from '@pos/database/schema/settlements.ts';
import { assetOf } from '@pos/vocabulary/asset.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import * as z from 'zod';

export type StoredPayment = typeof settlements.$inferSelect;

/** A payment that passed every check and is now to be reserved. */
export interface NewClaim {
  readonly id: string;
  readonly network: Network;
  readonly messageHash: string;
  readonly claimedBy: Claimant;
  readonly bindingHash: string;
  readonly paymentIdentifier: string | undefined;
  readonly payer: SolanaAddress;
  readonly payTo: SolanaAddress;
  readonly asset: SolanaAddress;
  readonly amountAtomic: bigint;
  readonly resourceUrl: string | undefined;
  readonly feePayer: SolanaAddress;
  readonly requirements: Json;
  readonly blockhash: string;
  readonly lastValidBlockHeight: bigint;
  readonly claimedAt: Date;
}

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly payment: StoredPayment }
  /** The very same payment is there already. */
  | { readonly kind: 'taken'; readonly payment: StoredPayment }
  /** Another payment to the same payee goes by this identifier. */
  | { readonly kind: 'identifier-conflict' };

/** What the chain said of a payment that landed. */
export interface Confirmation {
  readonly slot: bigint;
  readonly at: Date;
  readonly eventId: string;
  readonly finalized?: boolean;
  /** A server is told of it in the same breath. */
  readonly told?: boolean;
}

export type Payments = ReturnType<typeof paymentsIn>;

const POSTGRES_BIGINT_MAX = 2n ** 63n - 1n;
const IN_FLIGHT: readonly SettlementStatus[] = ['sent', 'pending'];

/**
 * What is kept of payments. Every change is one conditional statement, so that any number of processes can drive the same
 * payment: one of them changes it, the others see that it is changed.
 */
export const paymentsIn = (database: Database) => ({
  async find(network: Network, messageHash: string): Promise<StoredPayment | undefined> {
    const [found] = await database.orm
      .select()
      .from(settlements)
      .where(and(eq(settlements.network, network), eq(settlements.messageHash, messageHash)));
    return found;
  },

  /** Reserves a payment: of all who try, in however many processes, exactly one succeeds. */
  async claim(claim: NewClaim): Promise<ClaimOutcome> {
    const [payment] = await database.orm.insert(settlements).values(rowOf(claim)).onConflictDoNothing().returning();
    if (payment !== undefined) return { kind: 'claimed', payment };
    const taken = await this.find(claim.network, claim.messageHash);
    return taken === undefined ? { kind: 'identifier-conflict' } : { kind: 'taken', payment: taken };
  },

  /**
   * Lets a payer present the same payment once more where it was sent and no server was told of its success: one was
   * told to ask again, or none was told anything since `sentBefore`. From then on its success is told a single time,
   * whoever asks: it may serve one server, and never two.
   */
  async reclaim(id: string, bindingHash: string, sentBefore: Date): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ claimedBy: 'payer', bindingHash, pendingToldAt: null })
        .where(
          and(
            eq(settlements.id, id),
            inArray(settlements.status, [...IN_FLIGHT, 'confirmed', 'finalized']),
            or(
              isNotNull(settlements.pendingToldAt),
              and(ne(settlements.claimedBy, 'payer'), lt(settlements.sentAt, sentBefore)),
            ),
            isNull(settlements.successToldAt),
          ),
        )
        .returning({ id: settlements.id }),
    );
  },

  /** Keeps the signed bytes before they are sent. The row as it then is, whether this call or another one changed it. */
  async markSent(
    id: string,
    sent: { readonly wire: Uint8Array; readonly signature: TransactionSignature; readonly at: Date },
  ) {
    const [marked] = await database.orm
      .update(settlements)
      .set({ status: 'sent', signedTransaction: sent.wire, txSignature: sent.signature, sentAt: sent.at })
      .where(and(eq(settlements.id, id), eq(settlements.status, 'claimed')))
      .returning();
    if (marked !== undefined) return { payment: marked, byUs: true };
    const [payment] = await database.orm.select().from(settlements).where(eq(settlements.id, id));
    if (payment === undefined) throw new Error(`Settlement ${id} is gone; settlements are never deleted`);
    return { payment, byUs: false };
  },

  /**
   * Records that the payment is on chain, and the event of it when an agent was paid, in one transaction. The row where
   * this call recorded it, `undefined` where another one had. With `told`, the ticket to serve is taken as well.
   */
  async confirm(id: string, seen: Confirmation): Promise<StoredPayment | undefined> {
    return database.transaction(async (tx) => {
      const { slot, at, finalized = false, told = false } = seen;
      const [confirmed] = await tx
        .update(settlements)
        .set({
          status: finalized ? 'finalized' : 'confirmed',
          slot,
          confirmedAt: at,
          ...(finalized ? { finalizedAt: at } : {}),
          ...(told ? { successToldAt: at } : {}),
        })
        .where(and(eq(settlements.id, id), inArray(settlements.status, IN_FLIGHT)))
        .returning();
      if (confirmed !== undefined) await announce(tx, confirmed, seen);
      return confirmed;
    });
  },

  /** Notes that payments cannot be undone any more. How many were not noted yet. */
  async finalize(ids: readonly string[], at: Date): Promise<number> {
    if (ids.length === 0) return 0;
    const finalized = await database.orm
      .update(settlements)
      .set({ status: 'finalized', finalizedAt: at })
      .where(and(inArray(settlements.id, [...ids]), eq(settlements.status, 'confirmed')))
      .returning({ id: settlements.id });
    return finalized.length;
  },

  /** The chain took the transaction and refused it. */
  async fail(id: string, error: string): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ status: 'failed', error })
        .where(and(eq(settlements.id, id), inArray(settlements.status, IN_FLIGHT)))
        .returning({ id: settlements.id }),
    );
  },

  /** A payment that was sent can never land any more. */
  async expire(id: string): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ status: 'expired' })
        .where(and(eq(settlements.id, id), inArray(settlements.status, IN_FLIGHT)))
        .returning({ id: settlements.id }),
    );
  },

  /** Ends the claims that nobody settled in time. How many there were. */
  async expireClaims(lastValidBelow: bigint): Promise<number> {
    const expired = await database.orm
      .update(settlements)
      .set({ status: 'expired' })
      .where(and(eq(settlements.status, 'claimed'), lt(settlements.lastValidBlockHeight, lastValidBelow)))
      .returning({ id: settlements.id });
    return expired.length;
  },

  /** Notes that a server is told to ask again. False when the outcome became known meanwhile. */
  async tellPending(id: string, at: Date): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ status: 'pending', pendingToldAt: at })
        .where(and(eq(settlements.id, id), inArray(settlements.status, IN_FLIGHT)))
        .returning({ id: settlements.id }),
    );
  },

  /** Takes the ticket to serve. True for the first caller alone. */
  async tellSuccess(id: string, at: Date): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ successToldAt: at })
        .where(and(eq(settlements.id, id), isNull(settlements.successToldAt)))
        .returning({ id: settlements.id }),
    );
  },

  /** Payments that were sent before `sentBefore` and have no final outcome, in the order of their claims, after `afterId`. */
  async unfinished(page: {
    readonly sentBefore: Date;
    readonly afterId: string | undefined;
    readonly limit: number;
  }): Promise<readonly StoredPayment[]> {
    return database.orm
      .select()
      .from(settlements)
      .where(
        and(
          inArray(settlements.status, [...IN_FLIGHT, 'confirmed']),
          lt(settlements.sentAt, page.sentBefore),
          page.afterId === undefined ? undefined : gt(settlements.id, page.afterId),
        ),
      )
      .orderBy(asc(settlements.id))
      .limit(page.limit);
  },
});

const changed = (rows: readonly unknown[]): boolean => rows.length === 1;

function rowOf({ resourceUrl, paymentIdentifier, ...claim }: NewClaim) {
  const isUsdc = assetOf(claim.network, claim.asset)?.symbol === 'USDC' && claim.amountAtomic <= POSTGRES_BIGINT_MAX;
  return {
    ...claim,
    paymentIdentifier: paymentIdentifier ?? null,
    resource: resourceUrl ?? null,
    usdMicro: isUsdc ? usdcAtomic(claim.amountAtomic) : null,
    agentDid: sql`(select ${agentProfiles.did} from ${agentProfiles} where ${agentProfiles.payTo} = ${claim.payTo} order by ${agentProfiles.createdAt} limit 1)`,
  };
}

async function announce(tx: Transaction, payment: StoredPayment, seen: Confirmation): Promise<void> {
  if (payment.agentDid === null || payment.txSignature === null) return;
  const detail = z.encode(settlementConfirmed.detail, {
    eventId: seen.eventId,
    settlementId: payment.id,
    did: payment.agentDid,
    network: payment.network,
    asset: payment.asset,
    amount: payment.amountAtomic,
    payer: payment.payer,
    payTo: payment.payTo,
    txSignature: payment.txSignature,
    slot: seen.slot,
    occurredAt: seen.at,
  });
  await enqueue(tx, [
    {
      eventId: seen.eventId,
      source: settlementConfirmed.source,
      detailType: detailType(settlementConfirmed),
      detail: detail as Json,
    },
  ]);
}
