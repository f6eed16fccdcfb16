// SPDX-License-Identifier: GPL-3.0-only
import { NO_SKILL } from '@pos/receipts/identity.ts';
import type { ReceiptOpening } from '@pos/receipts/opening.ts';
import type { ChosenThresholds } from '@pos/receipts/predicates.ts';
import { CHOSEN_RECEIPTS } from '@pos/receipts/statements.ts';

/**
 * Chooses the receipts to prove with. These are the most valuable completed receipts of the skill whose quality is not
 * below the wanted average, up to the number that a proof can hold. The proof hides their number and identity, so a
 * larger choice reveals nothing more.
 */
export function chooseReceipts(
  all: readonly ReceiptOpening[],
  { skill, minQualityBps }: ChosenThresholds,
): readonly ReceiptOpening[] {
  const fit = all.filter(
    ({ receipt }) =>
      receipt.outcome === 'completed' &&
      receipt.qualityBps >= minQualityBps &&
      (skill === NO_SKILL || receipt.skill === skill),
  );
  const best = fit
    .toSorted((left, right) => (left.receipt.valueAtomic < right.receipt.valueAtomic ? 1 : -1))
    .slice(0, CHOSEN_RECEIPTS);
  return best.toSorted((left, right) => left.path.index - right.path.index);
}
