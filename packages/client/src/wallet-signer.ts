/** A Solana wallet that signs messages. Registration, control proofs and ratings need nothing else of a wallet. */
export interface WalletSigner {
  /** The wallet's Ed25519 public key in base58. */
  readonly address: string;
  /** Signs the bytes as they are. Returns the 64 bytes of the Ed25519 signature. */
  signMessage(message: Uint8Array): Promise<Uint8Array>;
}

/** A transaction as `@solana/kit` compiles it. */
export interface SignableTransaction {
  readonly messageBytes: Uint8Array;
  /** Signatures by address, in the order of the message. A signature that is still missing is null. */
  readonly signatures: Readonly<Record<string, Uint8Array | null>>;
}

/** Signatures by the address of their signer. */
export type Signatures = Readonly<Record<string, Uint8Array>>;

/**
 * A `TransactionPartialSigner` of `@solana/kit`. Kit brands the bytes of a transaction, so that no other type of them
 * fits its parameter.
 */
export interface KitTransactionSigner {
  readonly address: string;
  signTransactions(transactions: readonly never[]): Promise<readonly Signatures[]>;
}

/** A wallet that pays. */
export interface PayingWallet {
  readonly address: string;
  /** Signs transactions without changing them. */
  signTransactions(transactions: readonly SignableTransaction[]): Promise<readonly Signatures[]>;
}

/** Finds the wallet's own signature among the signatures of a signer. */
export function signatureOf(address: string, signatures: Signatures | undefined): Uint8Array {
  const signature = signatures?.[address];
  if (signature === undefined) throw new Error(`The signer of ${address} returned no signature of this address.`);
  return signature;
}
