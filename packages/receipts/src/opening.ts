import { HeadOpening, ReceiptOpening } from '@pos/contract/history/schemas/history.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { accumulatorHead } from './accumulator.ts';
import { anchorCommitment } from './anchor.ts';
import { rootOf } from './merkle-tree.ts';
import { receiptLeaf } from './receipt.ts';

export { HeadOpening, ReceiptOpening };

export type OpeningRefusal =
  { readonly code: 'head-not-anchored' } | { readonly code: 'receipt-not-anchored'; readonly sequence: number };

/**
 * Returns the commitment of the anchor under which all openings verify, or the opening that does not verify. The
 * owner's program calls it to check the registry's response before proving.
 */
export function openAnchor(
  head: HeadOpening,
  receipts: readonly ReceiptOpening[] = [],
): Result<bigint, OpeningRefusal> {
  if (rootOf(accumulatorHead(head.history), head.path) !== head.anchor.headsRoot)
    return err({ code: 'head-not-anchored' });
  const stray = receipts.find(({ receipt, path }) => rootOf(receiptLeaf(receipt), path) !== head.anchor.receiptsRoot);
  if (stray !== undefined) return err({ code: 'receipt-not-anchored', sequence: stray.receipt.sequence });
  return ok(anchorCommitment(head.anchor));
}
