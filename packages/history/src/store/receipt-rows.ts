import type { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import type { workHistories } from '@pos/database/schema/work-histories.ts';
import type { Totals } from '@pos/receipts/accumulator.ts';
import { fieldElement, type FieldElement } from '@pos/receipts/field-element.ts';
import { agentElement, NO_SKILL, skillElement } from '@pos/receipts/identity.ts';
import type { Receipt } from '@pos/receipts/receipt.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';

export type ReceiptRow = typeof workHistories.$inferSelect;
type AccumulatorRow = typeof historyAccumulators.$inferSelect;

/** A field element from its column, which holds a canonical decimal. */
export const fieldOf = (text: string): FieldElement => fieldElement(BigInt(text));

/** The totals of a row of `history_accumulators` or `history_heads`. */
export const totalsOf = ({
  count,
  valueAtomic,
  qualitySumBps,
  disputes,
  lastSequence,
}: Pick<AccumulatorRow, keyof Totals>): Totals => ({
  count,
  valueAtomic,
  qualitySumBps,
  disputes,
  lastSequence,
});

export const skillIn = (skill: Skill | null): FieldElement => (skill === null ? NO_SKILL : skillElement(skill));

/** The receipt of a stored row. Pass `agent` if the hash of the row's DID is known, because hashing it is slow. */
export const receiptOf = (row: ReceiptRow, agent: FieldElement = agentElement(row.did)): Receipt => ({
  agent,
  sequence: row.sequence,
  valueAtomic: usdcAtomic(row.valueAtomic),
  qualityBps: scoreBps(row.qualityBps),
  outcome: row.outcome,
  skill: skillIn(row.skill),
  client: fieldOf(row.clientCommitment),
  salt: fieldOf(row.salt),
});
