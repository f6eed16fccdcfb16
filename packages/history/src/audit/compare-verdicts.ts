import type { Transaction } from '@pos/database/database.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { workHistories } from '@pos/database/schema/work-histories.ts';
import { and, asc, eq, exists, inArray, isNull, lt, ne, notExists, sql } from 'drizzle-orm';
import type { Deviation } from '../domain/deviation.ts';

const overturns = inArray(reputationEvidence.kind, ['adjudicated', 'reversed']);
const ofItsSettlement = eq(workHistories.settlementId, reputationEvidence.settlementId);

/**
 * Reports evidence that overturns a payment but has no reversal receipt, and reversal receipts without such evidence.
 * Evidence accepted after `acceptedBefore` is not checked, because its receipt may not be written yet.
 */
export async function compareVerdicts(tx: Transaction, acceptedBefore: Date): Promise<Deviation[]> {
  const one = { one: sql`1` };
  const receipt = tx
    .select(one)
    .from(workHistories)
    .where(and(ofItsSettlement, ne(workHistories.outcome, 'reversed')));
  const reversal = tx
    .select(one)
    .from(workHistories)
    .where(and(ofItsSettlement, eq(workHistories.outcome, 'reversed')));
  const omitted = await tx
    .selectDistinct({ settlementId: reputationEvidence.settlementId })
    .from(reputationEvidence)
    .where(and(overturns, lt(reputationEvidence.appliedAt, acceptedBefore), exists(receipt), notExists(reversal)))
    .orderBy(asc(reputationEvidence.settlementId));
  const invented = await tx
    .select({ did: workHistories.did, sequence: workHistories.sequence })
    .from(workHistories)
    .leftJoin(reputationEvidence, and(ofItsSettlement, overturns))
    .where(and(eq(workHistories.outcome, 'reversed'), isNull(reputationEvidence.eventId)))
    .orderBy(asc(workHistories.did), asc(workHistories.sequence));
  return [
    ...omitted.map(({ settlementId }): Deviation => ({
      code: 'verdict-without-receipt',
      settlementId: settlementId ?? '',
    })),
    ...invented.map(({ did, sequence }): Deviation => ({ code: 'reversal-without-verdict', did, sequence })),
  ];
}
