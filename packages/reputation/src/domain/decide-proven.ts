import type { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import type * as z from 'zod';

/** What a verified proof says for an agent: value that provably went well, in millionths of a US dollar. */
export interface Proven {
  readonly usdMicro: bigint;
}

const WHOLE_BPS = 10_000;

/**
 * What counts of a proof. Of the whole history, the part of the proved value that the proved bounds vouch for: with at
 * most 2 % of jobs disputed, 98 % of it. A bound says nothing bad, so a proof never lowers a score. A choice of receipts
 * counts nothing: whoever chooses leaves out what went wrong.
 */
export function decideProven(proof: z.output<typeof VerifiedProof>): Proven | undefined {
  if (proof.statement !== 'history-totals') return undefined;
  const { minValueAtomic, minQualityBps, maxDisputeBps } = proof.thresholds;
  const vouchedBps = Math.max(minQualityBps, WHOLE_BPS - maxDisputeBps);
  const usdMicro = (minValueAtomic * BigInt(vouchedBps)) / BigInt(WHOLE_BPS);
  return usdMicro === 0n ? undefined : { usdMicro };
}
