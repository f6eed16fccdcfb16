import { historyAnchors } from '@pos/database/schema/history-anchors.ts';
import type { Queries } from '@pos/database/session.ts';
import { fieldElement, type FieldElement } from '@pos/vocabulary/field-element.ts';
import { desc, inArray } from 'drizzle-orm';

/** Number of newest anchors that are accepted. A proof stays acceptable until this many newer anchors exist. */
const ACCEPTED_ANCHORS = 30;

/** The anchors to which proofs may refer. They are the newest anchors on chain, newest first. */
export async function acceptedAnchors(
  queries: Queries,
): Promise<readonly { readonly sequence: number; readonly commitment: FieldElement }[]> {
  const rows = await queries
    .select({ sequence: historyAnchors.sequence, commitment: historyAnchors.commitment })
    .from(historyAnchors)
    .where(inArray(historyAnchors.status, ['confirmed', 'finalized']))
    .orderBy(desc(historyAnchors.sequence))
    .limit(ACCEPTED_ANCHORS);
  return rows.map(({ sequence, commitment }) => ({ sequence, commitment: fieldElement(BigInt(commitment)) }));
}
