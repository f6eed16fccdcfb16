import type { Database } from '@pos/database/database.ts';
import { settlements, type SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, ne, or } from 'drizzle-orm';
import { announceSettlement } from './announce-settlement.ts';
import {
  rowOf,
  usdMicroOf,
  type NewReservation,
  type PaymentKey,
  type ReservationOutcome,
  type StoredPayment,
} from './reservation.ts';

/** Values that are stored before the payment is first sent. */
export interface Prepared {
  readonly prepared: Uint8Array;
  readonly txSignature: TransactionSignature;
  /** Atomic units that the prepared bytes settle. */
  readonly amountAtomic: bigint;
  readonly at: Date;
}

/** The scheme id and the network of a `PaymentScheme`. */
export interface SchemeKey {
  readonly id: string;
  readonly network: Network;
}

interface UnfinishedPage {
  readonly sentBefore: Date;
  readonly afterId: string | undefined;
  readonly limit: number;
}

type SettledIn = Pick<StoredPayment, 'id' | 'network' | 'asset'>;

/** The scheme's observation of a confirmed payment. */
export interface Confirmation {
  readonly slot: bigint;
  readonly at: Date;
  readonly eventId: string;
  readonly finalized?: boolean;
  /** True if the caller reports the success to a server. The serve right is then taken in the same transaction. */
  readonly told?: boolean;
}

export type Payments = ReturnType<typeof paymentsIn>;

const IN_FLIGHT: readonly SettlementStatus[] = ['sent', 'pending'];

/**
 * The stored payments. Every change is one conditional statement, so any number of processes can work on the same
 * payment. One process changes the row, and the others find it changed.
 */
export const paymentsIn = (database: Database) => ({
  async find({ network, scheme, artefact }: PaymentKey): Promise<StoredPayment | undefined> {
    const [found] = await database.orm
      .select()
      .from(settlements)
      .where(and(eq(settlements.network, network), eq(settlements.scheme, scheme), eq(settlements.artefact, artefact)));
    return found;
  },

  /** Reserves a payment. Exactly one of all concurrent callers, in any number of processes, succeeds. */
  async reserve(reservation: NewReservation): Promise<ReservationOutcome> {
    const [payment] = await database.orm
      .insert(settlements)
      .values(rowOf(reservation))
      .onConflictDoNothing()
      .returning();
    if (payment !== undefined) return { kind: 'reserved', payment };
    const taken = await this.find(reservation);
    return taken === undefined ? { kind: 'identifier-conflict' } : { kind: 'taken', payment: taken };
  },

  /**
   * Lets a payer present the same payment once more if it was sent before and its success was not reported to any
   * server. This is the case if a server got the response to ask again, or if the payment was sent before `sentBefore`
   * and no server got a response. From then on the success is reported once, so the payment never entitles two servers
   * to serve.
   */
  async reserveAgain(id: string, bindingHash: string, sentBefore: Date): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ reservedBy: 'payer', bindingHash, pendingToldAt: null })
        .where(
          and(
            eq(settlements.id, id),
            inArray(settlements.status, [...IN_FLIGHT, 'confirmed', 'finalized']),
            or(
              isNotNull(settlements.pendingToldAt),
              and(ne(settlements.reservedBy, 'payer'), lt(settlements.sentAt, sentBefore)),
            ),
            isNull(settlements.successToldAt),
          ),
        )
        .returning({ id: settlements.id }),
    );
  },

  /** Stores the prepared bytes before they are sent. Returns the current row, and whether this call changed it. */
  async markSent({ id, network, asset }: SettledIn, { at, ...sent }: Prepared) {
    const usdMicro = usdMicroOf(network, asset, sent.amountAtomic);
    const [marked] = await database.orm
      .update(settlements)
      .set({ status: 'sent', ...sent, usdMicro, sentAt: at })
      .where(and(eq(settlements.id, id), eq(settlements.status, 'reserved')))
      .returning();
    return marked === undefined ? { payment: await byId(database, id), byUs: false } : { payment: marked, byUs: true };
  },

  /**
   * Records that the payment is paid and, if the payee is an agent, enqueues the event in the same transaction. Returns
   * the row if this call recorded the payment, and `undefined` if another call has already done so.
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
      if (confirmed !== undefined) await announceSettlement(tx, confirmed, seen);
      return confirmed;
    });
  },

  /** Records that payments are final. Returns the number of payments that were not recorded as final before. */
  async finalize(ids: readonly string[], at: Date): Promise<number> {
    if (ids.length === 0) return 0;
    const finalized = await database.orm
      .update(settlements)
      .set({ status: 'finalized', finalizedAt: at })
      .where(and(inArray(settlements.id, [...ids]), eq(settlements.status, 'confirmed')))
      .returning({ id: settlements.id });
    return finalized.length;
  },

  /** Records that the payment was sent and then refused. */
  async fail(id: string, error: string): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ status: 'failed', error })
        .where(and(eq(settlements.id, id), inArray(settlements.status, IN_FLIGHT)))
        .returning({ id: settlements.id }),
    );
  },

  /** Records that a sent payment can no longer be paid. */
  async expire(id: string): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ status: 'expired' })
        .where(and(eq(settlements.id, id), inArray(settlements.status, IN_FLIGHT)))
        .returning({ id: settlements.id }),
    );
  },

  /** Ends reservations of a scheme that were not settled in time. Returns their number. */
  async expireReservations(of: SchemeKey, lastValidBelow: bigint): Promise<number> {
    const late = lt(settlements.lastValid, lastValidBelow);
    const expired = await database.orm
      .update(settlements)
      .set({ status: 'expired' })
      .where(and(eq(settlements.status, 'reserved'), isOf(of), late))
      .returning({ id: settlements.id });
    return expired.length;
  },

  /**
   * Records that a server gets the response to ask again, unless the outcome has become known. Returns the current row.
   */
  async tellPending(id: string, at: Date): Promise<StoredPayment> {
    const [pending] = await database.orm
      .update(settlements)
      .set({ status: 'pending', pendingToldAt: at })
      .where(and(eq(settlements.id, id), inArray(settlements.status, IN_FLIGHT)))
      .returning();
    return pending ?? byId(database, id);
  },

  /** Takes the serve right of a payment. Returns true for the first caller only. */
  async takeServeRight(id: string, at: Date): Promise<boolean> {
    return changed(
      await database.orm
        .update(settlements)
        .set({ successToldAt: at })
        .where(and(eq(settlements.id, id), isNull(settlements.successToldAt)))
        .returning({ id: settlements.id }),
    );
  },

  /**
   * Payments of a scheme that were sent before `sentBefore` and are not final, in the order of reservation, after
   * `afterId`.
   */
  async unfinished(of: SchemeKey, page: UnfinishedPage): Promise<readonly StoredPayment[]> {
    return database.orm
      .select()
      .from(settlements)
      .where(
        and(
          isOf(of),
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

const isOf = ({ id, network }: SchemeKey) => and(eq(settlements.network, network), eq(settlements.scheme, id));

async function byId(database: Database, id: string): Promise<StoredPayment> {
  const [payment] = await database.orm.select().from(settlements).where(eq(settlements.id, id));
  if (payment === undefined) throw new Error(`Settlement ${id} is gone; settlements are never deleted`);
  return payment;
}
