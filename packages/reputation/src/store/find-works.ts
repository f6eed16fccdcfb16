import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import type { Queries } from '@pos/database/session.ts';
import { account, type Account } from '@pos/vocabulary/account.ts';
import { assetOf } from '@pos/vocabulary/asset.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { ChainId, Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic, type UsdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { inArray } from 'drizzle-orm';
import { isOf, settlementKey } from './find-settlements.ts';
import { evidenceId } from './settled-evidence.ts';

/** Paid work that evidence is about. */
export interface Work {
  readonly network: ChainId;
  readonly txSignature: TransactionSignature;
  /**
   * Null if the payee is not registered, or if the payer and the payee are the same wallet, because agents must not
   * rate their own work.
   */
  readonly did: Did | null;
  readonly payer: Account;
  /** Null if the token has no value in USD. */
  readonly usdMicro: UsdcAtomic | null;
  /** Undefined while the payment is unconfirmed. */
  readonly paidAt: Date | undefined;
  readonly settlementId: string | null;
  readonly slot: bigint | null;
}

/**
 * The paid work of these payments, by {@link settlementKey}: settled by the registry itself, or found on chain and
 * already counted.
 */
export async function findWorks(
  queries: Queries,
  network: Network,
  signatures: readonly TransactionSignature[],
): Promise<ReadonlyMap<string, Work>> {
  if (signatures.length === 0) return new Map();
  const wanted = [...new Set(signatures)];
  const [own, counted] = await Promise.all([
    queries.select().from(settlements).where(isOf(network, wanted)),
    queries
      .select()
      .from(reputationEvidence)
      .where(
        inArray(
          reputationEvidence.eventId,
          wanted.map((txSignature) => evidenceId('implicit', network, txSignature)),
        ),
      ),
  ]);
  return new Map([...own.flatMap(ownWork), ...counted.flatMap(countedWork)].map((work) => [settlementKey(work), work]));
}

function ownWork({
  id,
  txSignature,
  network,
  agentDid,
  payer,
  payTo,
  asset,
  amountAtomic,
  status,
  confirmedAt,
  slot,
}: typeof settlements.$inferSelect): Work[] {
  if (txSignature === null) return [];
  const isConfirmed = status === 'confirmed' || status === 'finalized';
  const usdMicro = assetOf(network, asset)?.symbol === 'USDC' ? usdcAtomic(amountAtomic) : null;
  return [
    {
      network,
      txSignature,
      did: payer === payTo ? null : agentDid,
      payer: account(network, payer),
      usdMicro,
      paidAt: isConfirmed ? (confirmedAt ?? undefined) : undefined,
      settlementId: id,
      slot,
    },
  ];
}

function countedWork({
  txSignature,
  network,
  did,
  payer,
  usdMicro,
  occurredAt,
  settlementId,
  slot,
}: typeof reputationEvidence.$inferSelect): Work[] {
  return txSignature === null || network === null
    ? []
    : [
        {
          network,
          txSignature,
          did,
          payer: account(network, payer),
          usdMicro,
          paidAt: occurredAt,
          settlementId,
          slot,
        },
      ];
}
