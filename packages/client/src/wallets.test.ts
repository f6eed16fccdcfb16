import { generateKeyPairSync, verify, createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import { createKeyPairSignerFromBytes, type TransactionPartialSigner } from '@solana/kit';
import { keyFileWallet } from './key-file-wallet.ts';
import { kitWallet } from './kit-wallet.ts';
import { standardWallet, type StandardWallet } from './standard-wallet.ts';
import { readTransaction, writeTransaction } from './domain/transaction-bytes.ts';
import type { KitTransactionSigner, PayingWallet, WalletSigner } from './wallet-signer.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = (jwk: { x?: string; d?: string }, part: 'x' | 'd') => Buffer.from(jwk[part] ?? '', 'base64url');
const jwk = privateKey.export({ format: 'jwk' });
const keyFile = Uint8Array.from([...raw(jwk, 'd'), ...raw(jwk, 'x')]);
const MESSAGE = new TextEncoder().encode('sign me');

/** A browser wallet with the features of the Wallet Standard, over a wallet that holds the key. */
function browserWallet(holder: WalletSigner & PayingWallet, change = (bytes: Uint8Array) => bytes): StandardWallet {
  const { address } = holder;
  return {
    name: 'Test Wallet',
    accounts: [{ address }],
    features: {
      'solana:signMessage': {
        signMessage: async ({ message }: { message: Uint8Array }) => {
          const signedMessage = change(message);
          return [{ signedMessage, signature: await holder.signMessage(signedMessage) }];
        },
      },
      'solana:signTransaction': {
        signTransaction: async ({ transaction }: { transaction: Uint8Array }) => {
          const { messageBytes } = readTransaction(transaction, [address, 'payer']);
          const changed = { messageBytes: change(messageBytes), signatures: {} };
          const [signatures] = await holder.signTransactions([changed]);
          const signature = signatures?.[address] ?? null;
          return [
            { signedTransaction: writeTransaction({ ...changed, signatures: { [address]: signature, payer: null } }) },
          ];
        },
      },
    },
  };
}

const KINDS = {
  'a key file': () => keyFileWallet([...keyFile]),
  'a signer of kit': async () => kitWallet(await createKeyPairSignerFromBytes(keyFile)),
  'a wallet of the Wallet Standard': async () => standardWallet(browserWallet(await keyFileWallet(keyFile))),
};

describe.each(Object.entries(KINDS))('the wallet of %s', (_, open) => {
  it('signs messages by its address', async () => {
    const wallet = await open();
    expect(decodeBase58(wallet.address)).toEqual(new Uint8Array(raw(jwk, 'x')));
    expect(verify(null, MESSAGE, publicKey, await wallet.signMessage(MESSAGE))).toBe(true);
  });

  it('signs the message of a transaction', async () => {
    const wallet = await open();
    // Kit signs only transactions with a lifetime, which these bytes need not have.
    const transaction = { messageBytes: MESSAGE, signatures: { [wallet.address]: null, payer: null } };
    const [signatures] = await wallet.signTransactions([transaction]);
    expect(verify(null, MESSAGE, publicKey, signatures?.[wallet.address] ?? Buffer.alloc(64))).toBe(true);
  });
});

describe('a wallet', () => {
  it('cannot pay if the signer of kit signs only messages', async () => {
    const { address, signMessages } = await createKeyPairSignerFromBytes(keyFile);
    expect(Object.keys(kitWallet({ address, signMessages }))).toEqual(['address', 'signMessage']);
  });

  it('accepts a signer of kit as a paying wallet by its type', async () => {
    const signer: TransactionPartialSigner = await createKeyPairSignerFromBytes(keyFile);
    const paying: KitTransactionSigner = signer;
    expect(paying.address).toBe(signer.address);
  });

  it('is not made from a key file whose halves differ, or with another length', async () => {
    const other = createPublicKey(generateKeyPairSync('ed25519').privateKey).export({ format: 'jwk' });
    const halves = Uint8Array.from([...raw(jwk, 'd'), ...raw(other, 'x')]);
    await expect(keyFileWallet(halves)).rejects.toThrow('not the public key');
    await expect(keyFileWallet(keyFile.subarray(0, 32))).rejects.toThrow('has 64 bytes, and this one has 32');
  });

  it('refuses a browser wallet that changes what it signs, or lacks a feature or an account', async () => {
    const holder = await keyFileWallet(keyFile);
    const changing = standardWallet(browserWallet(holder, (bytes) => Uint8Array.from([1, ...bytes])));
    await expect(changing.signMessage(MESSAGE)).rejects.toThrow('signed other bytes');
    const transaction = { messageBytes: MESSAGE, signatures: { [holder.address]: null, payer: null } };
    await expect(changing.signTransactions([transaction])).rejects.toThrow('signed other bytes');
    const bare = standardWallet({ ...browserWallet(holder), features: {} });
    await expect(bare.signMessage(MESSAGE)).rejects.toThrow('no feature solana:signMessage');
    expect(() => standardWallet({ ...browserWallet(holder), accounts: [] })).toThrow('Connect it first');
  });
});
