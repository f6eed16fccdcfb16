import { fieldElement, ZERO, type FieldElement } from './field-element.ts';
import { EMPTY_ROOT } from './merkle-tree.ts';
import { poseidonOf4 } from './poseidon.ts';

/**
 * One state of the whole registry: every receipt and every agent's totals. Its commitment is recorded on chain and is a
 * public signal of every proof, so proofs of both statements refer to the same number. All four members are public;
 * they reveal no receipt and no total.
 */
export type Anchor = {
  /** 1, 2, 3, … */
  readonly sequence: number;
  /** Commitment of the previous anchor, which chains the anchors; 0 in the first. */
  readonly previous: FieldElement;
  readonly receiptsRoot: FieldElement;
  readonly headsRoot: FieldElement;
};

/** The empty state before the first anchor. Verifiers never accept it as the anchor of a proof. */
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
