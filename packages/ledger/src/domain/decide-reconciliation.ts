import type { ChainTip, TransactionStatus } from '../solana-ledger.ts';

/** Blocks past a transaction's last valid height before it expires. Nodes may lag a few blocks behind each other. */
export const EXPIRY_MARGIN_BLOCKS = 20n;

/** One reading of the chain. The tip is read before the status, so that the status is never older than the tip. */
export interface ChainView {
  readonly finalized: ChainTip;
  readonly status: TransactionStatus;
}

/** A transaction that was sent: a payment's or an anchor's. */
interface Sent {
  /** `confirmed` once the chain confirmed it; any other value before. */
  readonly status: string;
  readonly lastValidBlockHeight: bigint | null;
}

export type Reconciliation =
  | { readonly kind: 'confirm'; readonly slot: bigint; readonly finalized: boolean }
  | { readonly kind: 'finalize' }
  | { readonly kind: 'fail'; readonly error: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'rebroadcast' }
  /**
   * The transaction was recorded as confirmed, but the chain does not know it and can no longer include it. An operator
   * must investigate.
   */
  | { readonly kind: 'vanished' }
  | { readonly kind: 'wait' };

/**
 * Given this finalized block, transactions with a last valid block height below the returned value can no longer land.
 * Reservations that were never settled have no signed transaction and expire at the same height.
 */
export const expiredBelow = (finalized: ChainTip): bigint => finalized.blockHeight - EXPIRY_MARGIN_BLOCKS;

/**
 * Decides about a transaction that was sent and has no final outcome. The decision depends only on the chain. A
 * transaction that landed is confirmed or failed. A transaction that provably can no longer land is expired. Any other
 * transaction is broadcast again.
 */
export function decideReconciliation(
  { status, lastValidBlockHeight }: Sent,
  { finalized, status: seen }: ChainView,
): Reconciliation {
  switch (seen.kind) {
    case 'confirmed':
    case 'finalized':
      if (status === 'confirmed') return seen.kind === 'finalized' ? { kind: 'finalize' } : { kind: 'wait' };
      if (seen.error !== undefined) return { kind: 'fail', error: seen.error };
      return { kind: 'confirm', slot: seen.slot, finalized: seen.kind === 'finalized' };
    case 'processed':
      return { kind: 'wait' };
    case 'unknown': {
      const past = lastValidBlockHeight !== null && lastValidBlockHeight < expiredBelow(finalized);
      const gone = past && seen.asOfSlot >= finalized.slot;
      if (status === 'confirmed') return { kind: gone ? 'vanished' : 'wait' };
      return { kind: gone ? 'expire' : 'rebroadcast' };
    }
  }
}
