import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { WalletSigner } from './wallet-signer.ts';

/** Signs the UTF-8 bytes of a text. Returns the signature in base58, which is the `sign` that `proveControl` takes. */
export const signText =
  (wallet: WalletSigner) =>
  async (text: string): Promise<string> =>
    encodeBase58(await wallet.signMessage(new TextEncoder().encode(text)));

/** The DID of a wallet on a network, such as `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`. */
export const walletDid = (network: string, { address }: Pick<WalletSigner, 'address'>): string =>
  `did:pkh:${network}:${address}`;
