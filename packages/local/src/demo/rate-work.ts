import type { RegistryClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import { ratingMessage } from '@pos/contract/reputation/rating-message.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { Wallet } from './wallet.ts';

export interface PaidWork {
  readonly apiUrl: string;
  readonly network: Network;
  readonly did: Did;
  /** The transaction of the payment. */
  readonly transaction: string;
}

const VALID_FOR_MS = 600_000;

/** Rates work with the wallet that paid for it. The registry requires only the wallet's signature. */
export async function rateWork(
  registry: Pick<RegistryClient, 'rateSettlement'>,
  payer: Wallet,
  { apiUrl, network, did, transaction }: PaidWork,
  rating: number,
): Promise<void> {
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + VALID_FOR_MS);
  const [ratingBps, txSignature] = [scoreBps(rating), transactionSignature(transaction)];
  const signature = await payer.sign(
    ratingMessage({ domain: new URL(apiUrl).host, network, txSignature, did, ratingBps, issuedAt, expiresAt }),
  );
  const body = { network, ratingBps, issuedAt, expiresAt, signature };
  orThrow(await registry.rateSettlement({ params: { txSignature }, body }));
}
