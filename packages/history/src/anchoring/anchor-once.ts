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
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { decideReconciliation } from '@pos/ledger/domain/decide-reconciliation.ts';

export interface AnchoringDependencies {
  readonly database: Database;
  readonly solana: SolanaLedger;
  readonly facilitatorKey: FacilitatorKey;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AnchoringOptions {
  /** Minimum time between two anchors, unless a full batch waits. */
  readonly everyMs: number;
  /** Maximum number of receipts, and of owner changes, in one anchor. Default: `ANCHOR_BATCH`. */
  readonly batch?: number;
  /**
   * Time for which a run waits for the confirmation. A later confirmation is found by the next run. Default: 10
   * seconds.
   */
  readonly confirmWithinMs?: number;
}

const CONFIRM_WITHIN_MS = 10_000;

/**
 * One run of anchoring. Checks the transaction of the pending anchor, and builds and sends the next anchor if it is due
 * and there are changes to anchor. Any number of workers may run concurrently and crash at any point, because the roots
 * are stored before a transaction is signed, the signed transaction is stored before it is broadcast, and another
 * transaction is signed only after the chain has shown that the previous one can no longer land. Returns `more` if
 * another full batch is waiting.
 */
export async function anchorOnce(d: AnchoringDependencies, options: AnchoringOptions): Promise<'more' | 'done'> {
  const anchors = anchorsIn(d.database);
  await reconcileAnchors(d, anchors);
  const newest = await anchors.newest();
  const batch = options.batch ?? ANCHOR_BATCH;
  const built = await anchorToSend(d, newest, { everyMs: options.everyMs, batch });
  if (built === undefined) return 'done';
  await send(d, anchors, built);
  const confirmed = await awaitAnchor(d, anchors, options.confirmWithinMs ?? CONFIRM_WITHIN_MS);
  return confirmed && (await pendingNews(d.database, batch)) >= batch ? 'more' : 'done';
}

/**
 * The anchor that needs a transaction. It is an anchor that was built and not sent, or a new one if an anchor is due.
 */
async function anchorToSend(
  { database, clock, log }: AnchoringDependencies,
  newest: StoredAnchor | undefined,
  { everyMs, batch }: { readonly everyMs: number; readonly batch: number },
): Promise<StoredAnchor | undefined> {
  if (newest?.status === 'built') return newest;
  if (newest?.status === 'sent') return undefined;
  const now = clock.now();
  const due = newest === undefined || now.getTime() - newest.builtAt.getTime() >= everyMs;
  // A full batch is anchored immediately, so that a backlog does not wait for the interval.
  if ((await pendingNews(database, batch)) < (due ? 1 : batch)) return undefined;
  const built = await buildAnchor(database, now, batch);
  if (built !== undefined)
    log.info('Built an anchor', {
      sequence: built.sequence,
      receipts: built.receiptsSize,
      agents: built.headsSize,
    });
  return built;
}

/**
 * Signs a transaction, stores it, and then broadcasts it, so that after a crash its outcome can be looked up on chain.
 */
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

/**
 * Broadcasts a signed transaction, which may be repeated. An outage is ignored, because the node may have received the
 * transaction nevertheless.
 */
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

/**
 * Looks up every anchor that was sent and is not final. The tip must be read before the statuses, for the reason given
 * at {@link decideReconciliation}.
 */
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
    if (decision.kind === 'finalize') final.push(anchor.sequence);
    else await applyDecision(d, anchors, { ...anchor, txSignature: signature }, decision);
  }
  await anchors.finalize(final, d.clock.now());
}

async function applyDecision(
  d: AnchoringDependencies,
  anchors: Anchors,
  { sequence, txSignature, signedTransaction }: StoredAnchor & { readonly txSignature: TransactionSignature },
  decision: ReturnType<typeof decideReconciliation>,
): Promise<void> {
  if (decision.kind === 'confirm') {
    const { slot, finalized } = decision;
    if (await anchors.confirm(sequence, { signature: txSignature, slot, at: d.clock.now(), finalized }))
      d.log.info('An anchor is on chain', { sequence, txSignature });
  } else if (decision.kind === 'rebroadcast') await broadcast(d, signedTransaction);
  else if (decision.kind === 'vanished')
    d.log.error('A confirmed anchor is no longer on chain', new Error('anchor-vanished'), { sequence, txSignature });
  else if (decision.kind === 'fail' || decision.kind === 'expire') {
    if (await anchors.release(sequence, txSignature))
      d.log.warn('The transaction of an anchor failed or expired and will be replaced', {
        sequence,
        txSignature,
        why: decision.kind,
      });
  }
}
