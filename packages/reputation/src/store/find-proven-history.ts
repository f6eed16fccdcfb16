import { ProvenHistory } from '@pos/contract/zk-verify/schemas/proof.ts';
import { zkProofs } from '@pos/database/schema/zk-proofs.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { and, desc, eq } from 'drizzle-orm';
import type * as z from 'zod';

/**
 * The last verified proof over the agent's whole history. Proofs over chosen receipts are left out, because the agent
 * chose the receipts.
 */
export async function findProvenHistory(queries: Queries, did: Did): Promise<z.output<typeof ProvenHistory> | null> {
  const [proof] = await queries
    .select({ thresholds: zkProofs.thresholds, nullifier: zkProofs.nullifier, verifiedAt: zkProofs.verifiedAt })
    .from(zkProofs)
    .where(and(eq(zkProofs.did, did), eq(zkProofs.statement, 'history-totals')))
    .orderBy(desc(zkProofs.verifiedAt))
    .limit(1);
  if (proof === undefined) return null;
  const { thresholds, nullifier, verifiedAt } = proof;
  return ProvenHistory.parse({ ...(thresholds as object), nullifier, verifiedAt: verifiedAt.toISOString() });
}
