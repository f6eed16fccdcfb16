import {
  signatureOf,
  type KitTransactionSigner,
  type PayingWallet,
  type Signatures,
  type WalletSigner,
} from './wallet-signer.ts';

/** A `MessagePartialSigner` of `@solana/kit`. */
export interface KitMessageSigner {
  readonly address: string;
  signMessages(
    messages: readonly { readonly content: Uint8Array; readonly signatures: {} }[],
  ): Promise<readonly Signatures[]>;
}

/**
 * A wallet from a signer of `@solana/kit`, such as a `KeyPairSigner`. A signer that signs transactions makes a wallet
 * that also pays.
 *
 * @example
 * const wallet = kitWallet(await generateKeyPairSigner());
 */
export function kitWallet(signer: KitMessageSigner & KitTransactionSigner): WalletSigner & PayingWallet;
export function kitWallet(signer: KitMessageSigner): WalletSigner;
export function kitWallet(
  signer: KitMessageSigner & Partial<KitTransactionSigner>,
): WalletSigner & Partial<PayingWallet> {
  const { address } = signer;
  // Kit takes the same bytes under another type name.
  const paying = signer as Partial<PayingWallet>;
  return {
    address,
    async signMessage(content) {
      const [signatures] = await signer.signMessages([{ content, signatures: {} }]);
      return signatureOf(address, signatures);
    },
    ...(paying.signTransactions === undefined ? {} : { signTransactions: paying.signTransactions.bind(signer) }),
  };
}
