/** The code that docs/x402.md shows for payers; `npm run generate` copies the regions. */
// #region imports
import { createClient } from '@pos/client/client.ts';
import { proveControl } from '@pos/client/prove-control.ts';
// #endregion

export interface Payer {
  readonly baseUrl: string;
  readonly did: string;
  readonly sign: (message: string) => string;
}

export async function sumPayments({ baseUrl, did, sign }: Payer) {
  // #region payments
  const registry = createClient({ baseUrl });
  // did is did:pkh:solana:<genesis>:<wallet>, and sign signs a text with the wallet.
  const proof = await proveControl(registry, { did, purpose: 'list-payer-settlements', sign });
  const spentAtomic = new Map<string | null, bigint>();
  for await (const { resourceUrl, amount } of registry.listPayerSettlements.each({ body: { did, proof } }))
    spentAtomic.set(resourceUrl, (spentAtomic.get(resourceUrl) ?? 0n) + amount);
  // #endregion
  return spentAtomic;
}
