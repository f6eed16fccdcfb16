import { isScoreBps, type ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { SEQUENCE_MAX } from '@pos/vocabulary/work-history.ts';
import { isUsdcAtomic, type UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { fieldElement, isFieldElement, type FieldElement } from './field-element.ts';
import { OUTCOME_CODES, type Outcome } from './outcome.ts';
import { poseidonOf8 } from './poseidon.ts';

/** One entry of an agent's history, written when a settlement or a job's outcome is final. */
export type Receipt = {
  readonly agent: FieldElement;
  /** 1, 2, 3, … within the agent, without gaps. */
  readonly sequence: number;
  readonly valueAtomic: UsdcAtomic;
  readonly qualityBps: ScoreBps;
  readonly outcome: Outcome;
  /** `NO_SKILL`, or the hashed skill that the work was bought as. */
  readonly skill: FieldElement;
  readonly client: FieldElement;
  /** Random for each receipt: without it a leaf could be guessed from what the public ledger shows. */
  readonly salt: FieldElement;
};

/** What leaf hashing relies on and types alone do not hold; the circuits check the same ranges. */
export function assertIsReceipt(receipt: Receipt): void {
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
