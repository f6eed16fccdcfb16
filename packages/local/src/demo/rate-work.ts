import type { RegistryClient } from '@pos/client/client.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import { kitWallet, rate } from '@pos/client/wallets';
import type { Wallet } from './wallet.ts';

export interface PaidWork {
  readonly apiUrl: string;
  readonly network: Network;
  readonly did: Did;
  /** The transaction of the payment. */
  readonly transaction: string;
}

/** Rates work with the wallet that paid for it. The registry requires only the wallet's signature. */
export async function rateWork(
  registry: Pick<RegistryClient, 'getSettlement' | 'rateSettlement'>,
  payer: Wallet,
  { apiUrl, network, did, transaction }: PaidWork,
  ratingBps: number,
): Promise<void> {
  const wallet = kitWallet(payer.signer);
  await rate(registry, { registryUrl: apiUrl, settlement: transaction, ratingBps, wallet, work: { did, network } });
}
