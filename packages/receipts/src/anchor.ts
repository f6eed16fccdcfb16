import { fieldElement, ZERO, type FieldElement } from './field-element.ts';
import { EMPTY_ROOT } from './merkle-tree.ts';
import { poseidonOf4 } from './poseidon.ts';

/**
 * One state of the whole registry: every receipt and every agent's totals. Its commitment is what goes on chain and what
 * proofs name, so both statements open the same public number. All four parts are public and betray nothing.
 */
export type Anchor = {
  /** 1, 2, 3, … */
  readonly sequence: number;
  /** Commitment of the anchor before, 0 for the first: anchors form a chain of their own. */
  readonly previous: FieldElement;
  readonly receiptsRoot: FieldElement;
  readonly headsRoot: FieldElement;
};

/** What precedes the first anchor; it is never accepted as the anchor of a proof. */
export const GENESIS: Anchor = { sequence: 0, previous: ZERO, receiptsRoot: EMPTY_ROOT, headsRoot: EMPTY_ROOT };

/** Poseidon(sequence, previous, receipts root, heads root). */
export const anchorCommitment = ({ sequence, previous, receiptsRoot, headsRoot }: Anchor): FieldElement =>
  poseidonOf4([fieldElement(sequence), previous, receiptsRoot, headsRoot]);

export const nextAnchor = (last: Anchor, roots: Pick<Anchor, 'receiptsRoot' | 'headsRoot'>): Anchor => ({
  sequence: last.sequence + 1,
  previous: last.sequence === 0 ? ZERO : anchorCommitment(last),
  receiptsRoot: roots.receiptsRoot,
  headsRoot: roots.headsRoot,
});
