/** A payer reads its own payments. Only the wallet can ask for them, so it signs a challenge. */
import { createClient, proveControl } from 'proof-of-service-client';
import { keyFileWallet, signText, walletDid } from 'proof-of-service-client/wallets';
import { keyFile, network, registryUrl } from './settings.ts';

const registry = createClient({ baseUrl: registryUrl });
const wallet = await keyFileWallet(keyFile());
const did = walletDid(network(), wallet);

const proof = await proveControl(registry, { did, purpose: 'list-payer-settlements', sign: signText(wallet) });
let spentAtomic = 0n;
for await (const { resourceUrl, amount, status } of registry.listPayerSettlements.each({ body: { did, proof } })) {
  console.log(`${status} ${amount} for ${resourceUrl ?? 'an unnamed resource'}`);
  if (status === 'confirmed') spentAtomic += amount;
}
console.log(`spent ${spentAtomic} atomic units`);
