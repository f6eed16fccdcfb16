import type { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import type * as z from 'zod';

/** Value of work that a verified proof shows to have gone well, in millionths of a US dollar. */
export interface Proven {
  readonly usdMicro: bigint;
}

const WHOLE_BPS = 10_000;

/**
 * Decides what a proof counts. A proof of the whole history counts the part of the proved value that the proved bounds
 * guarantee. For example, it counts 98 % of the value if at most 2 % of receipts are disputed. A bound reveals no
 * failures, so a proof never lowers a score. A proof over chosen receipts counts nothing, because its author can leave
 * out failures.
 */
export function decideProven(proof: z.output<typeof VerifiedProof>): Proven | undefined {
  if (proof.statement !== 'history-totals') return undefined;
  const { minValueAtomic, minQualityBps, maxDisputeBps } = proof.thresholds;
  const vouchedBps = Math.max(minQualityBps, WHOLE_BPS - maxDisputeBps);
  const usdMicro = (minValueAtomic * BigInt(vouchedBps)) / BigInt(WHOLE_BPS);
  return usdMicro === 0n ? undefined : { usdMicro };
}
