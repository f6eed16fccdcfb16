import { anchorCommitment, type Anchor } from '@pos/receipts/anchor.ts';
import { FieldDecimal, type FieldElement } from '@pos/receipts/field-element.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';

/** What the memo of an anchor says; whoever reads the chain needs nothing else to follow the anchors to the first one. */
export interface AnchorMemo {
  readonly sequence: number;
  readonly commitment: FieldElement;
  readonly receiptsRoot: FieldElement;
  readonly headsRoot: FieldElement;
  /** The transaction of the anchor before; null in the first. */
  readonly previousTxSignature: TransactionSignature | null;
}

const PREFIX = 'proof-of-service:anchor:1';
const FIRST = '-';

/** At most 25 + 10 + 3 × 77 + 88 and five separators: well within a memo. The commitment before is in the memo before. */
export function anchorMemo(anchor: Anchor, previousTxSignature: TransactionSignature | null): string {
  const { sequence, receiptsRoot, headsRoot } = anchor;
  return [PREFIX, sequence, anchorCommitment(anchor), receiptsRoot, headsRoot, previousTxSignature ?? FIRST].join(':');
}

const element = (text: string | undefined): FieldElement | undefined => FieldDecimal.safeDecode(text ?? '').data;

/** The memo that a text is, or `undefined` where it is none. There is one spelling: what is read writes itself again. */
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
