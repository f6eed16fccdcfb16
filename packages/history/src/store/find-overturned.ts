import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Queries } from '@pos/database/session.ts';
import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { and, eq, inArray } from 'drizzle-orm';
import * as z from 'zod';
import type { Overturned, SettledWork } from '../domain/decide-receipt.ts';
import { settledWorkOf } from './settled-work.ts';

export interface OverturnedWork {
  readonly txSignature: TransactionSignature | null;
  readonly settled: SettledWork;
  readonly why: Overturned;
}

const Verdict = z.looseObject({ detail: z.looseObject({ refundedAtomic: AtomicAmount.pipe(UsdcAtomic) }) });

const whyOf = (kind: 'adjudicated' | 'reversed', attestation: Json): Overturned =>
  kind === 'reversed' ? { kind } : { kind, refundedAtomic: Verdict.parse(attestation).detail.refundedAtomic };

/**
 * The registry's own settlements, among these transactions, that accepted evidence overturns. The reputation slice has
 * checked the arbiter's signature or queried the chain before it accepts such evidence. Nothing else overturns a
 * payment.
 */
export async function findOverturned(
  queries: Queries,
  signatures: readonly TransactionSignature[],
): Promise<readonly OverturnedWork[]> {
  if (signatures.length === 0) return [];
  const rows = await queries
    .select({ row: settlements, kind: reputationEvidence.kind, provenance: reputationEvidence.provenance })
    .from(reputationEvidence)
    .innerJoin(settlements, eq(settlements.id, reputationEvidence.settlementId))
    .where(
      and(
        inArray(reputationEvidence.txSignature, [...signatures]),
        inArray(reputationEvidence.kind, ['adjudicated', 'reversed']),
      ),
    );
  return rows.map(({ row, kind, provenance }) => ({
    txSignature: row.txSignature,
    settled: settledWorkOf(row),
    why: whyOf(kind === 'reversed' ? kind : 'adjudicated', provenance),
  }));
}
