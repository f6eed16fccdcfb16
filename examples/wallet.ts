/** A wallet app pays and reads payments with a signer of kit. A page does the same with a wallet of its user. */
import { createKeyPairSignerFromBytes } from '@solana/kit';
import { createClient, orThrow, proveControl } from 'proof-of-service-client';
import { pay } from 'proof-of-service-client/pay';
import {
  kitWallet,
  signText,
  standardWallet,
  walletDid,
  type PayingWallet,
  type StandardWallet,
  type WalletSigner,
} from 'proof-of-service-client/wallets';
import { agentUrl, keyFile, network, registryUrl } from './settings.ts';

const registry = createClient({ baseUrl: registryUrl });

/** In a page: `connected` is a wallet of `getWallets()` from `@wallet-standard/app` after `standard:connect`. */
export const buyInPage = (connected: StandardWallet): Promise<number> => buy(standardWallet(connected));

/** Pays for one answer and returns the number of payments that the wallet has made. */
async function buy(wallet: WalletSigner & PayingWallet): Promise<number> {
  const { response } = await pay(agentUrl(), { wallet, registryUrl, maxAtomic: 50_000n });
  if (!response.ok) throw new Error(`No answer: status ${response.status}.`);
  const did = walletDid(network(), wallet);
  const proof = await proveControl(registry, { did, purpose: 'list-payer-settlements', sign: signText(wallet) });
  return orThrow(await registry.listPayerSettlements({ body: { did, proof } })).settlements.length;
}

const signer = await createKeyPairSignerFromBytes(keyFile());
console.log(`${await buy(kitWallet(signer))} payments`);
