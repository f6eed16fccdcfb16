import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { Outcome } from '@pos/receipts/outcome.ts';
import { pkhDid, type Did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { scoreBps, type ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { isSkill, type Skill } from '@pos/vocabulary/skill.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';

/** What a receipt states, before it has its place in the agent's history. */
export interface NewReceipt {
  readonly settlementId: string;
  readonly did: Did;
  readonly client: Did;
  readonly valueAtomic: UsdcAtomic;
  readonly qualityBps: ScoreBps;
  readonly outcome: Outcome;
  readonly skill: Skill | null;
}

/** What a receipt is made from: a row of the registry's own ledger of settlements. */
export interface SettledWork {
  readonly id: string;
  readonly network: Network;
  readonly status: SettlementStatus;
  readonly agentDid: Did | null;
  readonly payer: SolanaAddress;
  readonly payTo: SolanaAddress;
  readonly usdMicro: UsdcAtomic | null;
  readonly requirements: Json;
}

export type ReceiptRefusal = 'not-on-chain' | 'nobody-registered-was-paid' | 'without-value-in-usd' | 'paid-itself';

/** Work that was paid and not complained about is of full quality; a job's outcome may say otherwise. */
const UNDISPUTED = scoreBps(10_000);
const NONE = scoreBps(0);

/** The skill that the terms name, which the payer accepted word for word; other terms name none. */
function skillOf(requirements: Json): Skill | null {
  if (typeof requirements !== 'object' || requirements === null || !('extra' in requirements)) return null;
  const { extra } = requirements;
  if (typeof extra !== 'object' || extra === null || !('skill' in extra)) return null;
  return isSkill(extra.skill) ? extra.skill : null;
}

/** Why a job was overturned: a verdict that refunds some of its price, or a chain that does not hold the payment any more. */
export type Overturned =
  { readonly kind: 'adjudicated'; readonly refundedAtomic: UsdcAtomic } | { readonly kind: 'reversed' };

/** The further receipt of a job that was overturned: a dispute, and off the total what the agent did not keep. */
export function decideReversal(settled: SettledWork, overturned: Overturned): Result<NewReceipt, ReceiptRefusal> {
  const job = decideReceipt({ ...settled, status: 'confirmed' });
  if (!job.ok) return job;
  const valueAtomic = overturned.kind === 'reversed' ? job.value.valueAtomic : overturned.refundedAtomic;
  return ok({ ...job.value, valueAtomic, qualityBps: NONE, outcome: 'reversed' });
}

/** The receipt that a settlement of the registry's own is worth, or why it is worth none. */
export function decideReceipt(settled: SettledWork): Result<NewReceipt, ReceiptRefusal> {
  const { id, network, status, agentDid, payer, payTo, usdMicro, requirements } = settled;
  if (status !== 'confirmed' && status !== 'finalized') return err('not-on-chain');
  if (agentDid === null) return err('nobody-registered-was-paid');
  if (usdMicro === null) return err('without-value-in-usd');
  if (payer === payTo) return err('paid-itself');
  const receipt = { settlementId: id, did: agentDid, client: pkhDid(network, payer), skill: skillOf(requirements) };
  return ok({ ...receipt, valueAtomic: usdMicro, qualityBps: UNDISPUTED, outcome: 'completed' });
}
