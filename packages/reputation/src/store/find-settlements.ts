import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Queries } from '@pos/database/session.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { and, eq, inArray } from 'drizzle-orm';

/** A settlement by network and transaction, as a key. */
export const settlementKey = (of: { readonly network: string | null; readonly txSignature: string | null }): string =>
  `${of.network} ${of.txSignature}`;

/** The registry's own settlements among these transactions, by {@link settlementKey}. */
export async function findOwnSettlements(queries: Queries, signatures: readonly TransactionSignature[]) {
  const rows = await queries.select().from(settlements).where(inArray(settlements.txSignature, [...new Set(signatures)]));
  return new Map(rows.map((row) => [settlementKey(row), row]));
}

/** Those of these transactions that have moved a score already, by {@link settlementKey}. */
export async function findSettledEvidence(queries: Queries, signatures: readonly TransactionSignature[]): Promise<ReadonlySet<string>> {
  const rows = await queries
    .select({ network: reputationEvidence.network, txSignature: reputationEvidence.txSignature })
    .from(reputationEvidence)
    .where(and(eq(reputationEvidence.kind, 'implicit'), inArray(reputationEvidence.txSignature, [...new Set(signatures)])));
  return new Set(rows.map(settlementKey));
}
