import { isScoreBps, type ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { SEQUENCE_MAX } from '@pos/vocabulary/work-history.ts';
import { isUsdcAtomic, type UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { fieldElement, isFieldElement, type FieldElement } from './field-element.ts';
import { OUTCOME_CODES, type Outcome } from './outcome.ts';
import { poseidonOf8 } from './poseidon.ts';

/**
 * One entry of an agent's history: a piece of paid work, or with outcome `reversed` the reversal of an earlier entry.
 */
export type Receipt = {
  readonly agent: FieldElement;
  /** 1, 2, 3, … per agent, without gaps. */
  readonly sequence: number;
  readonly valueAtomic: UsdcAtomic;
  readonly qualityBps: ScoreBps;
  readonly outcome: Outcome;
  /** Hash of the skill that the payer bought, or `NO_SKILL`. */
  readonly skill: FieldElement;
  readonly client: FieldElement;
  /** Random per receipt. Without it a leaf could be guessed from the payments that the public ledger shows. */
  readonly salt: FieldElement;
};

/** Checks the ranges that the leaf hash relies on and that types do not express. The circuits check the same ranges. */
function assertIsReceipt(receipt: Receipt): void {
  const wrong = [receipt.agent, receipt.skill, receipt.client, receipt.salt].some((element) => !isFieldElement(element))
    ? 'an element outside the field'
    : !Number.isInteger(receipt.sequence) || receipt.sequence < 1 || receipt.sequence > SEQUENCE_MAX
      ? 'a sequence outside 1..2^32-1'
      : !isUsdcAtomic(receipt.valueAtomic)
        ? 'a value outside u64'
        : !isScoreBps(receipt.qualityBps)
          ? 'a quality outside 0..10,000 bps'
          : undefined;
  if (wrong !== undefined) throw new RangeError(`Not a receipt: it has ${wrong}`);
}

/** Poseidon(agent, sequence, value, quality, outcome, skill, client commitment, salt). */
export function receiptLeaf(receipt: Receipt): FieldElement {
  assertIsReceipt(receipt);
  return poseidonOf8([
    receipt.agent,
    fieldElement(receipt.sequence),
    fieldElement(receipt.valueAtomic),
    fieldElement(receipt.qualityBps),
    fieldElement(OUTCOME_CODES[receipt.outcome]),
    receipt.skill,
    receipt.client,
    receipt.salt,
  ]);
}
