import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { Totals } from './accumulator.ts';
import type { FieldElement } from './field-element.ts';
import { NO_SKILL } from './identity.ts';
import type { ReceiptOpening } from './opening.ts';
import { CHOSEN_RECEIPTS } from './statements.ts';

export type TotalsThresholds = {
  readonly minCount: number;
  readonly minValueAtomic: bigint;
  readonly minQualityBps: number;
  readonly maxDisputeBps: number;
};
export type ChosenThresholds = {
  readonly minCount: number;
  readonly minValueAtomic: bigint;
  readonly minQualityBps: number;
  readonly skill: FieldElement;
};

/** The reason why a statement about a history is false, or why its receipts cannot be used. */
export type StatementRefusal =
  | { readonly code: 'too-few-receipts' | 'too-little-value' | 'quality-too-low' | 'too-many-disputes' }
  | { readonly code: 'receipts-not-distinct-and-ordered' | 'too-many-receipts' }
  | {
      readonly code: 'receipt-not-completed' | 'receipt-of-another-skill' | 'receipt-of-another-agent';
      readonly sequence: number;
    };

const refuse = (code: 'too-few-receipts' | 'too-little-value' | 'quality-too-low' | 'too-many-disputes') =>
  err({ code });

/** The predicate of the history-totals circuit. The prover evaluates it before proving; tests compare the two. */
export function decideTotals(totals: Totals, wanted: TotalsThresholds): Result<'true', StatementRefusal> {
  if (totals.count < wanted.minCount) return refuse('too-few-receipts');
  if (totals.valueAtomic < wanted.minValueAtomic) return refuse('too-little-value');
  if (totals.qualitySumBps < wanted.minQualityBps * totals.count) return refuse('quality-too-low');
  if (totals.disputes * 10_000 > wanted.maxDisputeBps * totals.count) return refuse('too-many-disputes');
  return ok('true');
}

function unfit({ receipt }: ReceiptOpening, agent: FieldElement, skill: FieldElement): StatementRefusal | undefined {
  const { sequence } = receipt;
  if (receipt.agent !== agent) return { code: 'receipt-of-another-agent', sequence };
  if (receipt.outcome !== 'completed') return { code: 'receipt-not-completed', sequence };
  return skill !== NO_SKILL && receipt.skill !== skill ? { code: 'receipt-of-another-skill', sequence } : undefined;
}

/** The predicate of the chosen-receipts circuit. `chosen` is in ascending order of leaf index, without duplicates. */
export function decideChosen(
  agent: FieldElement,
  chosen: readonly ReceiptOpening[],
  wanted: ChosenThresholds,
): Result<'true', StatementRefusal> {
  if (chosen.length > CHOSEN_RECEIPTS) return err({ code: 'too-many-receipts' });
  const ordered = chosen.every(({ path }, at) => at === 0 || path.index > (chosen[at - 1]?.path.index ?? Infinity));
  if (!ordered) return err({ code: 'receipts-not-distinct-and-ordered' });
  for (const opening of chosen) {
    const refusal = unfit(opening, agent, wanted.skill);
    if (refusal !== undefined) return err(refusal);
  }
  const value = chosen.reduce((sum, { receipt }) => sum + receipt.valueAtomic, 0n);
  const quality = chosen.reduce((sum, { receipt }) => sum + receipt.qualityBps, 0);
  if (chosen.length < wanted.minCount) return refuse('too-few-receipts');
  if (value < wanted.minValueAtomic) return refuse('too-little-value');
  return quality < wanted.minQualityBps * chosen.length ? refuse('quality-too-low') : ok('true');
}
