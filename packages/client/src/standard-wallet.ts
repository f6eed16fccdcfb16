import { readTransaction, writeTransaction } from './domain/transaction-bytes.ts';
import { signatureOf, type PayingWallet, type SignableTransaction, type WalletSigner } from './wallet-signer.ts';

/** An account of a wallet of the Wallet Standard. */
export interface StandardAccount {
  readonly address: string;
}

/** A wallet of the Wallet Standard with the features of Solana, as browser wallets register it. */
export interface StandardWallet<Account extends StandardAccount = StandardAccount> {
  readonly name: string;
  readonly accounts: readonly Account[];
  readonly features: Readonly<Record<string, unknown>>;
}

interface SignMessage {
  signMessage(
    ...inputs: readonly { readonly account: StandardAccount; readonly message: Uint8Array }[]
  ): Promise<readonly { readonly signedMessage: Uint8Array; readonly signature: Uint8Array }[]>;
}

interface SignTransaction {
  signTransaction(
    ...inputs: readonly {
      readonly account: StandardAccount;
      readonly transaction: Uint8Array;
      readonly chain?: string;
    }[]
  ): Promise<readonly { readonly signedTransaction: Uint8Array }[]>;
}

function featureOf<Feature>({ name, features }: StandardWallet, feature: string): Feature {
  const found = features[feature];
  if (found === undefined)
    throw new Error(`The wallet ${name} has no feature ${feature}. Ask the user for another one.`);
  return found as Feature;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/**
 * A wallet from a connected wallet of the Wallet Standard. It asks the user by `solana:signMessage` and
 * `solana:signTransaction`. A wallet that changes what it is asked to sign is refused, because the registry checks the
 * signature of the unchanged text. By default the first account signs.
 *
 * @example
 * await wallet.features['standard:connect'].connect();
 * await register(registry, { wallet: standardWallet(wallet), network, name, skills: ['translation'] });
 */
export function standardWallet<Account extends StandardAccount>(
  wallet: StandardWallet<Account>,
  account: Account | undefined = wallet.accounts[0],
): WalletSigner & PayingWallet {
  if (account === undefined) throw new Error(`The wallet ${wallet.name} shows no account. Connect it first.`);
  const { address } = account;
  const unchanged = (asked: Uint8Array, signed: Uint8Array): void => {
    if (!sameBytes(asked, signed))
      throw new Error(`The wallet ${wallet.name} signed other bytes than it was asked to.`);
  };
  const signTransaction = async (transaction: SignableTransaction) => {
    const feature = featureOf<SignTransaction>(wallet, 'solana:signTransaction');
    const [output] = await feature.signTransaction({ account, transaction: writeTransaction(transaction) });
    if (output === undefined) throw new Error(`The wallet ${wallet.name} returned no transaction.`);
    const { messageBytes, signatures } = readTransaction(output.signedTransaction, Object.keys(transaction.signatures));
    unchanged(transaction.messageBytes, messageBytes);
    return { [address]: signatureOf(address, signatures) };
  };
  return {
    address,
    async signMessage(message) {
      const feature = featureOf<SignMessage>(wallet, 'solana:signMessage');
      const [output] = await feature.signMessage({ account, message });
      if (output === undefined) throw new Error(`The wallet ${wallet.name} returned no signature.`);
      unchanged(message, output.signedMessage);
      return output.signature;
    },
    signTransactions: (transactions) => Promise.all(transactions.map(signTransaction)),
  };
}
