import type { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import type { workHistories } from '@pos/database/schema/work-histories.ts';
import type { Totals } from '@pos/receipts/accumulator.ts';
import { fieldElement, type FieldElement } from '@pos/receipts/field-element.ts';
import { agentElement, NO_SKILL, skillElement } from '@pos/receipts/identity.ts';
import type { Receipt } from '@pos/receipts/receipt.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';

export type ReceiptRow = typeof workHistories.$inferSelect;
type AccumulatorRow = typeof historyAccumulators.$inferSelect;

/** A field element as tables keep it: canonical decimal. */
export const fieldOf = (text: string): FieldElement => fieldElement(BigInt(text));

/** Accumulators and heads have these columns alike. */
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

/** A stored row as it is hashed; `agent` where the caller has the DID's hash already. */
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

/** Hashes each DID once. */
export function agentElements(dids: Iterable<Did>): ReadonlyMap<Did, FieldElement> {
  return new Map([...new Set(dids)].map((did) => [did, agentElement(did)]));
}
