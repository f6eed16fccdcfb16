import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { ChainTip, TransactionStatus } from '@pos/ledger/solana-ledger.ts';

/** Blocks beyond a transaction's last valid one before it is given up: room for nodes that count a little behind. */
export const EXPIRY_MARGIN_BLOCKS = 20n;

/** What the chain was seen to say. The tip is read before the status, so that the status is the newer of the two. */
export interface ChainView {
  readonly finalized: ChainTip;
  readonly status: TransactionStatus;
}

interface Sent {
  readonly status: SettlementStatus;
  readonly lastValidBlockHeight: bigint | null;
}

export type Reconciliation =
  | { readonly kind: 'confirm'; readonly slot: bigint; readonly finalized: boolean }
  | { readonly kind: 'finalize' }
  | { readonly kind: 'fail'; readonly error: string }
  | { readonly kind: 'expire' }
  | { readonly kind: 'rebroadcast' }
  /** Counted as confirmed, and unknown to a chain that can no longer take it: for people to look at. */
  | { readonly kind: 'vanished' }
  | { readonly kind: 'wait' };

/**
 * The last valid block height below which what has not landed by a finalized block never will. Claims that nobody settled
 * were never signed, and end there.
 */
export const expiredBelow = (finalized: ChainTip): bigint => finalized.blockHeight - EXPIRY_MARGIN_BLOCKS;

/**
 * What to do with a payment that was sent and has no final outcome. Only the chain concludes: a payment is confirmed or
 * failed when it landed, expired when it provably cannot land, and sent again for as long as it might.
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
