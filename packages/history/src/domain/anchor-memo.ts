import { anchorCommitment, type Anchor } from '@pos/receipts/anchor.ts';
import { FieldDecimal, type FieldElement } from '@pos/receipts/field-element.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';

/** The content of an anchor's memo. It suffices to follow the anchors on chain back to the first one. */
export interface AnchorMemo {
  readonly sequence: number;
  readonly commitment: FieldElement;
  readonly receiptsRoot: FieldElement;
  readonly headsRoot: FieldElement;
  /** Signature of the previous anchor's transaction; null in the first. */
  readonly previousTxSignature: TransactionSignature | null;
}

const PREFIX = 'proof-of-service:anchor:1';
const FIRST = '-';

/**
 * The text of an anchor's memo: at most 25 + 10 + 3 × 77 + 88 bytes and five separators, well below the limit of a
 * memo. The previous anchor's commitment is not repeated, because the previous memo contains it.
 */
export function anchorMemo(anchor: Anchor, previousTxSignature: TransactionSignature | null): string {
  const { sequence, receiptsRoot, headsRoot } = anchor;
  return [PREFIX, sequence, anchorCommitment(anchor), receiptsRoot, headsRoot, previousTxSignature ?? FIRST].join(':');
}

const element = (text: string | undefined): FieldElement | undefined => FieldDecimal.safeDecode(text ?? '').data;

/** Reads a memo, or returns `undefined` for another text. Accepts only the spelling that `anchorMemo` writes. */
export function readAnchorMemo(text: string): AnchorMemo | undefined {
  if (!text.startsWith(`${PREFIX}:`)) return undefined;
  const [sequence = '', commitment, receiptsRoot, headsRoot, previous, ...rest] = text
    .slice(PREFIX.length + 1)
    .split(':');
  const [committed, receipts, heads] = [element(commitment), element(receiptsRoot), element(headsRoot)];
  const previousTxSignature = previous === FIRST ? null : TransactionSignature.safeParse(previous).data;
  if (!/^[1-9]\d{0,9}$/.test(sequence) || rest.length > 0) return undefined;
  if (committed === undefined || receipts === undefined || heads === undefined || previousTxSignature === undefined)
    return undefined;
  return {
    sequence: Number(sequence),
    commitment: committed,
    receiptsRoot: receipts,
    headsRoot: heads,
    previousTxSignature,
  };
}
