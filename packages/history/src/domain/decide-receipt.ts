import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { Outcome } from '@pos/receipts/outcome.ts';
import type { Account } from '@pos/vocabulary/account.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { scoreBps, type ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { isSkill, type Skill } from '@pos/vocabulary/skill.ts';
import type { UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';

/** A receipt before it has a sequence number in the agent's history. */
export interface NewReceipt {
  readonly settlementId: string;
  readonly did: Did;
  readonly client: Account;
  readonly valueAtomic: UsdcAtomic;
  readonly qualityBps: ScoreBps;
  readonly outcome: Outcome;
  readonly skill: Skill | null;
}

/** The facts of a settlement from which its receipt is made. */
export interface SettledWork {
  readonly id: string;
  readonly status: SettlementStatus;
  readonly agentDid: Did | null;
  readonly payer: Account;
  readonly payTo: Account;
  readonly usdMicro: UsdcAtomic | null;
  readonly requirements: Json;
}

export type ReceiptRefusal = 'not-on-chain' | 'payee-not-registered' | 'no-usd-value' | 'paid-itself';

/** Quality of paid work without a dispute. */
const UNDISPUTED = scoreBps(10_000);
/** Quality of a reversal. It is not added to the totals. */
const NONE = scoreBps(0);

/** The skill in the payment requirements, which the payer accepted verbatim. Null if they contain no valid skill. */
function skillOf(requirements: Json): Skill | null {
  if (typeof requirements !== 'object' || requirements === null || !('extra' in requirements)) return null;
  const { extra } = requirements;
  if (typeof extra !== 'object' || extra === null || !('skill' in extra)) return null;
  return isSkill(extra.skill) ? extra.skill : null;
}

/**
 * The reason why a payment was overturned. Either a verdict refunded a part of it, or the payment is no longer on
 * chain.
 */
export type Overturned =
  { readonly kind: 'adjudicated'; readonly refundedAtomic: UsdcAtomic } | { readonly kind: 'reversed' };

/** The reversal receipt of an overturned payment. It adds a dispute and subtracts the value that the agent lost. */
export function decideReversal(settled: SettledWork, overturned: Overturned): Result<NewReceipt, ReceiptRefusal> {
  const receipt = decideReceipt({ ...settled, status: 'confirmed' });
  if (!receipt.ok) return receipt;
  const valueAtomic = overturned.kind === 'reversed' ? receipt.value.valueAtomic : overturned.refundedAtomic;
  return ok({ ...receipt.value, valueAtomic, qualityBps: NONE, outcome: 'reversed' });
}

/** The receipt of a settlement, or the reason why the settlement gets none. */
export function decideReceipt(settled: SettledWork): Result<NewReceipt, ReceiptRefusal> {
  const { id, status, agentDid, payer, payTo, usdMicro, requirements } = settled;
  if (status !== 'confirmed' && status !== 'finalized') return err('not-on-chain');
  if (agentDid === null) return err('payee-not-registered');
  if (usdMicro === null) return err('no-usd-value');
  if (payer === payTo) return err('paid-itself');
  const receipt = { settlementId: id, did: agentDid, client: payer, skill: skillOf(requirements) };
  return ok({ ...receipt, valueAtomic: usdMicro, qualityBps: UNDISPUTED, outcome: 'completed' });
}
