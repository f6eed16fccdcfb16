/**
 * Wallets of three kinds, and the calls that need one.
 *
 * @example
 * import { kitWallet, register } from 'proof-of-service-client/wallets';
 * await register(registry, { wallet: kitWallet(signer), network, name: 'Translator', skills: ['translation'] });
 */
export { keyFileWallet } from './key-file-wallet.ts';
export { kitWallet, type KitMessageSigner } from './kit-wallet.ts';
export { rate, type Rating } from './rate.ts';
export { register, type Registered, type Registration } from './register.ts';
export { signText, walletDid } from './sign-text.ts';
export { standardWallet, type StandardAccount, type StandardWallet } from './standard-wallet.ts';
export type {
  KitTransactionSigner,
  PayingWallet,
  SignableTransaction,
  Signatures,
  WalletSigner,
} from './wallet-signer.ts';
