import type { Database } from '@pos/database/database.ts';
import { historyAnchors } from '@pos/database/schema/history-anchors.ts';
import type { Queries } from '@pos/database/session.ts';
import { GENESIS, type Anchor } from '@pos/receipts/anchor.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { and, desc, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { fieldOf } from './receipt-rows.ts';

export type StoredAnchor = typeof historyAnchors.$inferSelect;

/** An anchor whose transaction is on chain. */
export type AnchorOnChain = StoredAnchor & {
  readonly txSignature: TransactionSignature;
  readonly slot: bigint;
  readonly confirmedAt: Date;
};

const ON_CHAIN = ['confirmed', 'finalized'] as const;

/** The state that a stored anchor commits to; the genesis state if there is no anchor. */
export const anchorOf = (row: StoredAnchor | undefined): Anchor =>
  row === undefined
    ? GENESIS
    : {
        sequence: row.sequence,
        previous: fieldOf(row.previous),
        receiptsRoot: fieldOf(row.receiptsRoot),
        headsRoot: fieldOf(row.headsRoot),
      };

/** The newest anchor, whether or not it is on chain. */
export async function newestAnchor(queries: Queries): Promise<StoredAnchor | undefined> {
  const [newest] = await queries.select().from(historyAnchors).orderBy(desc(historyAnchors.sequence)).limit(1);
  return newest;
}

/** Anchors on chain with a sequence below `before`, newest first. */
export async function anchorsOnChain(
  queries: Queries,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<readonly AnchorOnChain[]> {
  const rows = await queries
    .select()
    .from(historyAnchors)
    .where(
      and(
        inArray(historyAnchors.status, [...ON_CHAIN]),
        before === undefined ? undefined : lt(historyAnchors.sequence, before),
      ),
    )
    .orderBy(desc(historyAnchors.sequence))
    .limit(limit);
  return rows as readonly AnchorOnChain[];
}

/** The anchor on chain with this commitment. */
export async function anchorOnChain(queries: Queries, commitment: FieldElement): Promise<AnchorOnChain | undefined> {
  const [row] = await queries
    .select()
    .from(historyAnchors)
    .where(and(eq(historyAnchors.commitment, commitment.toString()), inArray(historyAnchors.status, [...ON_CHAIN])));
  return row as AnchorOnChain | undefined;
}

export type Anchors = ReturnType<typeof anchorsIn>;

/**
 * State changes of anchors on their way to the chain. Each change is one conditional update. If several workers process
 * the same anchor, one worker changes the row and the others get false.
 */
export const anchorsIn = (database: Database) => ({
  newest: () => newestAnchor(database.orm),

  /**
   * built → sent. Stores the signed transaction before it is broadcast. False if another worker has already done so.
   */
  async markSent(
    sequence: number,
    sent: {
      readonly wire: Uint8Array;
      readonly signature: TransactionSignature;
      readonly previousTxSignature: TransactionSignature | null;
      readonly lastValidBlockHeight: bigint;
      readonly at: Date;
    },
  ): Promise<boolean> {
    return changed(
      await database.orm
        .update(historyAnchors)
        .set({
          status: 'sent',
          signedTransaction: sent.wire,
          txSignature: sent.signature,
          previousTxSignature: sent.previousTxSignature,
          lastValidBlockHeight: sent.lastValidBlockHeight,
          sentAt: sent.at,
          attempts: sql`${historyAnchors.attempts} + 1`,
        })
        .where(and(eq(historyAnchors.sequence, sequence), eq(historyAnchors.status, 'built')))
        .returning({ sequence: historyAnchors.sequence }),
    );
  },

  /** sent → confirmed or finalized. The transaction is on chain, so proofs may refer to the anchor. */
  async confirm(
    sequence: number,
    seen: {
      readonly signature: TransactionSignature;
      readonly slot: bigint;
      readonly at: Date;
      readonly finalized: boolean;
    },
  ): Promise<boolean> {
    const { signature, slot, at, finalized } = seen;
    return changed(
      await database.orm
        .update(historyAnchors)
        .set({
          status: finalized ? 'finalized' : 'confirmed',
          slot,
          confirmedAt: at,
          ...(finalized ? { finalizedAt: at } : {}),
        })
        .where(
          and(
            eq(historyAnchors.sequence, sequence),
            eq(historyAnchors.status, 'sent'),
            eq(historyAnchors.txSignature, signature),
          ),
        )
        .returning({ sequence: historyAnchors.sequence }),
    );
  },

  /** sent → built. The transaction can no longer land, so another one may be signed. */
  async release(sequence: number, signature: TransactionSignature): Promise<boolean> {
    return changed(
      await database.orm
        .update(historyAnchors)
        .set({ status: 'built' })
        .where(
          and(
            eq(historyAnchors.sequence, sequence),
            eq(historyAnchors.status, 'sent'),
            eq(historyAnchors.txSignature, signature),
          ),
        )
        .returning({ sequence: historyAnchors.sequence }),
    );
  },

  /** confirmed → finalized. */
  async finalize(sequences: readonly number[], at: Date): Promise<void> {
    if (sequences.length === 0) return;
    await database.orm
      .update(historyAnchors)
      .set({ status: 'finalized', finalizedAt: at })
      .where(and(inArray(historyAnchors.sequence, [...sequences]), eq(historyAnchors.status, 'confirmed')));
  },

  /** Anchors in the state `sent` or `confirmed`, oldest first. */
  async unfinished(limit = 256): Promise<readonly StoredAnchor[]> {
    const rows = await database.orm
      .select()
      .from(historyAnchors)
      .where(inArray(historyAnchors.status, ['sent', 'confirmed']))
      .orderBy(desc(historyAnchors.sequence))
      .limit(limit);
    return rows.toReversed();
  },

  /** Signature of the previous anchor's transaction, which this anchor's memo names. Null for the first anchor. */
  async previousTransaction(sequence: number): Promise<TransactionSignature | null> {
    if (sequence === 1) return null;
    const [before] = await database.orm
      .select({ txSignature: historyAnchors.txSignature })
      .from(historyAnchors)
      .where(and(eq(historyAnchors.sequence, sequence - 1), ne(historyAnchors.status, 'built')));
    if (before?.txSignature === undefined || before.txSignature === null)
      throw new Error(`Anchor ${sequence - 1} is not on chain; anchor ${sequence} cannot be chained to it`);
    return before.txSignature;
  },
});

const changed = (rows: readonly unknown[]): boolean => rows.length === 1;
