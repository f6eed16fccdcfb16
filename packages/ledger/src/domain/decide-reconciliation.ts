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
  /** Recorded as confirmed, but unknown to a chain that can no longer include it. A person has to look. */
  | { readonly kind: 'vanished' }
  | { readonly kind: 'wait' };

/**
 * Transactions with a last valid block height below this value cannot land any more, given this finalized block.
 * Reservations that nobody settled were never signed and expire at the same height.
 */
export const expiredBelow = (finalized: ChainTip): bigint => finalized.blockHeight - EXPIRY_MARGIN_BLOCKS;

/**
 * Decides about a transaction that was sent and has no final outcome. Only the chain concludes: the transaction is
 * confirmed or failed once it landed, expired once it provably cannot land, and rebroadcast until then.
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
