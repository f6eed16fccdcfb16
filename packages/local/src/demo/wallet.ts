import { decodeBase58, encodeBase58 } from '@pos/vocabulary/base58.ts';
import { pkhDid, type Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { createKeyPairSignerFromBytes, signBytes, type KeyPairSigner } from '@solana/kit';
import { makeSolanaKey } from '../state/solana-key.ts';

/** A test wallet as in `endpoints.json`. */
export interface WalletFile {
  readonly name: string;
  readonly address: SolanaAddress;
  /** 64 bytes in base58. */
  readonly secretKey: string;
}

export interface Wallet {
  readonly name: string;
  readonly address: SolanaAddress;
  readonly network: Network;
  readonly did: Did;
  readonly signer: KeyPairSigner;
  /** Signs text as wallets do. Returns the signature in base58. */
  sign(text: string): Promise<string>;
}

/** Creates a new wallet. */
export function makeWallet(name: string, network: Network): Promise<Wallet> {
  const bytes = makeSolanaKey();
  return openWallet(
    { name, address: solanaAddress(encodeBase58(bytes.subarray(32))), secretKey: encodeBase58(bytes) },
    network,
  );
}

export async function openWallet({ name, address, secretKey }: WalletFile, network: Network): Promise<Wallet> {
  const bytes = decodeBase58(secretKey);
  if (bytes?.length !== 64) throw new Error(`The secret key of wallet ${name} is not 64 bytes in base58.`);
  const signer = await createKeyPairSignerFromBytes(bytes);
  return {
    name,
    address,
    network,
    did: pkhDid(network, address),
    signer,
    sign: async (text) => encodeBase58(await signBytes(signer.keyPair.privateKey, new TextEncoder().encode(text))),
  };
}
