import { rowsAsArrays } from '@pos/database/rows-as-arrays.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Queries } from '@pos/database/session.ts';
import { account } from '@pos/vocabulary/account.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { inArray, sql, type SQL } from 'drizzle-orm';
import { lookedUp } from './read-pairs.ts';
import { evidenceId } from './settled-evidence.ts';

/** Map key of a settlement: network and transaction. */
export const settlementKey = (of: { readonly network: string | null; readonly txSignature: string | null }): string =>
  `${of.network} ${of.txSignature}`;

/** SQL condition: the settlement is one of these transactions. Each is looked up by its key. */
export const isOf = (network: Network, signatures: readonly TransactionSignature[]): SQL =>
  inArray(
    settlements.id,
    sql`(select s.id from ${rowsAsArrays(
      [...new Set(signatures)].map((wanted) => ({ wanted })),
      { wanted: 'text' },
    )} w,
    ${lookedUp(sql`select id from settlements s where s.network = ${network} and s.tx_signature = w.wanted`)} s)`,
  );

/** The registry's own settlements among these transactions, by {@link settlementKey}. */
export async function findOwnSettlements(
  queries: Queries,
  network: Network,
  signatures: readonly TransactionSignature[],
) {
  const { id, txSignature, status, agentDid, asset, amountAtomic, payer, payTo, slot, confirmedAt } = settlements;
  const rows = await queries
    .select({
      id,
      network: settlements.network,
      txSignature,
      status,
      agentDid,
      asset,
      amountAtomic,
      payer,
      payTo,
      slot,
      confirmedAt,
    })
    .from(settlements)
    .where(isOf(network, signatures));
  return new Map(
    rows.map((row) => {
      const accounts = { payer: account(row.network, row.payer), payTo: account(row.network, row.payTo) };
      return [settlementKey(row), { ...row, ...accounts }];
    }),
  );
}

/** The payments among these that already count as evidence, by {@link settlementKey}. */
export async function findSettledEvidence(
  queries: Queries,
  payments: readonly { readonly network: Network; readonly txSignature: TransactionSignature }[],
): Promise<ReadonlySet<string>> {
  const keys = new Map(
    payments.map((payment) => [evidenceId('implicit', payment.network, payment.txSignature), settlementKey(payment)]),
  );
  const rows = await queries
    .select({ id: reputationEvidence.eventId })
    .from(reputationEvidence)
    .where(inArray(reputationEvidence.eventId, [...keys.keys()]));
  return new Set(rows.flatMap(({ id }) => keys.get(id) ?? []));
}
