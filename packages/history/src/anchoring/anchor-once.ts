import type { Database } from '@pos/database/database.ts';
import { anchorMemo } from '../domain/anchor-memo.ts';
import { anchorOf, anchorsIn, type Anchors, type StoredAnchor } from '../store/anchors.ts';
import { ANCHOR_BATCH, buildAnchor, pendingNews } from '../store/build-anchor.ts';
import type { Log } from '@pos/runtime/log.ts';
import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import { memoTransaction } from '@pos/ledger/memo-transaction.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { SolanaUnavailableError } from '@pos/ledger/solana-unavailable-error.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { decideReconciliation } from '@pos/ledger/domain/decide-reconciliation.ts';

export interface AnchoringDependencies {
  readonly database: Database;
  readonly solana: SolanaLedger;
  readonly facilitatorKey: FacilitatorKey;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AnchoringOptions {
  /** Time from one anchor to the next at the least. */
  readonly everyMs: number;
  /** Receipts, and owners that changed, in one anchor. */
  readonly batch?: number;
  /** How long a turn waits for the chain; what is not confirmed by then is the next turn's. */
  readonly confirmWithinMs?: number;
}

const CONFIRM_WITHIN_MS = 10_000;

/**
 * One turn: brings the anchor that is under way to the chain and, where one is due and there is news, builds the next.
 * Any number of workers may run and die anywhere: roots are fixed in the database before anything is signed, the signed
 * bytes are kept before they are sent, and another transaction is signed for an anchor only once the chain has told that the
 * one before it can never land. `more` where news are left that a full batch had no room for.
 */
export async function anchorOnce(d: AnchoringDependencies, options: AnchoringOptions): Promise<'more' | 'done'> {
  const anchors = anchorsIn(d.database);
  await reconcileAnchors(d, anchors);
  const newest = await anchors.newest();
  const batch = options.batch ?? ANCHOR_BATCH;
  const built = await underWay(d, newest, { everyMs: options.everyMs, batch });
  if (built === undefined) return 'done';
  await send(d, anchors, built);
  const confirmed = await awaitAnchor(d, anchors, options.confirmWithinMs ?? CONFIRM_WITHIN_MS);
  return confirmed && (await pendingNews(d.database, batch)) >= batch ? 'more' : 'done';
}

/** The anchor that waits for a transaction: one that was built and not sent, or a new one where it is time for it. */
async function underWay(
  { database, clock, log }: AnchoringDependencies,
  newest: StoredAnchor | undefined,
  { everyMs, batch }: { readonly everyMs: number; readonly batch: number },
): Promise<StoredAnchor | undefined> {
  if (newest?.status === 'built') return newest;
  if (newest?.status === 'sent') return undefined;
  const now = clock.now();
  const rested = newest === undefined || now.getTime() - newest.builtAt.getTime() >= everyMs;
  // A full batch does not wait for its time: a backlog is worked off at once.
  if ((await pendingNews(database, batch)) < (rested ? 1 : batch)) return undefined;
  const built = await buildAnchor(database, now, batch);
  if (built !== undefined)
    log.info('An anchor was built', {
      sequence: built.sequence,
      receipts: built.receiptsSize,
      agents: built.headsSize,
    });
  return built;
}

/** Signs, keeps the signed bytes, and only then sends them: whatever dies afterwards, the chain can be asked. */
async function send(d: AnchoringDependencies, anchors: Anchors, built: StoredAnchor): Promise<void> {
  const previousTxSignature = await anchors.previousTransaction(built.sequence);
  const tip = await d.solana.tip('confirmed');
  const { wire, signature } = memoTransaction(d.facilitatorKey, anchorMemo(anchorOf(built), previousTxSignature), tip);
  const sent = {
    wire,
    signature,
    previousTxSignature,
    lastValidBlockHeight: tip.lastValidBlockHeight,
    at: d.clock.now(),
  };
  if (await anchors.markSent(built.sequence, sent)) await broadcast(d, wire);
}

/** Sending again is harmless; that it failed says nothing about the outcome. */
async function broadcast({ solana }: AnchoringDependencies, wire: Uint8Array | null): Promise<void> {
  if (wire === null) return;
  try {
    await solana.send(wire);
  } catch (error) {
    if (!(error instanceof SolanaUnavailableError)) throw error;
  }
}

async function awaitAnchor(d: AnchoringDependencies, anchors: Anchors, withinMs: number): Promise<boolean> {
  const newest = await anchors.newest();
  if (newest?.status !== 'sent' || newest.txSignature === null) return false;
  await d.solana.awaitConfirmation(newest.txSignature, { withinMs });
  await reconcileAnchors(d, anchors);
  return (await anchors.newest())?.status !== 'sent';
}

/** Asks the chain about every anchor that was sent and is not final. The tip is read before the statuses: see {@link decideReconciliation}. */
async function reconcileAnchors(d: AnchoringDependencies, anchors: Anchors): Promise<void> {
  const sent = (await anchors.unfinished()).flatMap((anchor) =>
    anchor.txSignature === null ? [] : [{ anchor, signature: anchor.txSignature }],
  );
  if (sent.length === 0) return;
  const finalized = await d.solana.tip('finalized');
  const statuses = await d.solana.statuses(
    sent.map(({ signature }) => signature),
    { history: true },
  );
  const final: number[] = [];
  for (const [index, { anchor, signature }] of sent.entries()) {
    const status = statuses[index];
    if (status === undefined || anchor.status === 'built') continue;
    const decision = decideReconciliation(
      { status: anchor.status, lastValidBlockHeight: anchor.lastValidBlockHeight },
      { finalized, status },
    );
    const { sequence } = anchor;
    if (decision.kind === 'confirm') {
      const confirmed = await anchors.confirm(sequence, {
        signature,
        slot: decision.slot,
        at: d.clock.now(),
        finalized: decision.finalized,
      });
      if (confirmed) d.log.info('An anchor is on chain', { sequence, txSignature: signature });
    } else if (decision.kind === 'finalize') final.push(sequence);
    else if (decision.kind === 'rebroadcast') await broadcast(d, anchor.signedTransaction);
    else if (decision.kind === 'vanished')
      d.log.error('The chain forgot an anchor that it had confirmed', new Error('anchor-vanished'), {
        sequence,
        txSignature: signature,
      });
    else if (decision.kind === 'fail' || decision.kind === 'expire') {
      const released = await anchors.release(sequence, signature);
      if (released)
        d.log.warn('The transaction of an anchor came to nothing; another one is signed', {
          sequence,
          txSignature: signature,
          why: decision.kind,
        });
    }
  }
  await anchors.finalize(final, d.clock.now());
}
