import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { ChainTip, TransactionStatus } from '@pos/ledger/solana-ledger.ts';

/** Blocks beyond a transaction's last valid one before it is given up: room for nodes that count a little behind. */
export const EXPIRY_MARGIN_BLOCKS = 20n;

/** What the chain was seen to say. The tip is read before the status, so that the status is the newer of the two. */
export interface ChainView {
  readonly finalized: ChainTip;
  readonly status: TransactionStatus;
}

interface Unfinished {
  readonly status: SettlementStatus;
  readonly lastValidBlockHeight: bigint | null;
}

export type Reconciliation =
  | { readonly kind: 'confirm'; readonly slot: bigint; readonly finalized: boolean }
  | { readonly kind: 'fail'; readonly error: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'rebroadcast' }
  | { readonly kind: 'wait' };

/** Whether a transaction that has not landed can never land any more, on a view of the chain that cannot be undone. */
const isPast = (lastValidBlockHeight: bigint | null, finalized: ChainTip): boolean =>
  lastValidBlockHeight !== null && finalized.blockHeight > lastValidBlockHeight + EXPIRY_MARGIN_BLOCKS;

/**
 * What to do with a payment whose outcome is not recorded yet. Only the chain concludes: a payment is confirmed or failed
 * when it landed, expired when it provably cannot land, and sent again for as long as it might.
 */
export function decideReconciliation({ status, lastValidBlockHeight }: Unfinished, view: ChainView): Reconciliation {
  const seen = view.status;
  if (seen.kind === 'confirmed' || seen.kind === 'finalized') {
    if (seen.error !== undefined) return { kind: 'fail', error: seen.error };
    const finalized = seen.kind === 'finalized';
    return status === 'confirmed' && !finalized ? { kind: 'wait' } : { kind: 'confirm', slot: seen.slot, finalized };
  }
  if (seen.kind !== 'unknown' || status === 'confirmed') return { kind: 'wait' };
  const statusIsNewer = seen.asOfSlot >= view.finalized.slot;
  if (isPast(lastValidBlockHeight, view.finalized) && statusIsNewer) return { kind: 'expire' };
  return status === 'claimed' ? { kind: 'wait' } : { kind: 'rebroadcast' };
}

/** A claim that nobody settled was never signed, and so ends with its blockhash. */
export const decideClaimExpired = (lastValidBlockHeight: bigint | null, finalized: ChainTip): boolean =>
  isPast(lastValidBlockHeight, finalized);
