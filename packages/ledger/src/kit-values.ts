import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { Address, Base64EncodedWireTransaction, Signature } from '@solana/kit';

/** The same text under Kit's brand and under ours: both were checked to be 32 or 64 bytes in base58 when they were made. */
export const kitAddress = (address: SolanaAddress): Address => address as string as Address;
export const ourAddress = (address: Address): SolanaAddress => address as string as SolanaAddress;
export const kitSignature = (signature: TransactionSignature): Signature => signature as string as Signature;

export const wireBase64 = (transaction: Uint8Array): Base64EncodedWireTransaction =>
  Buffer.from(transaction).toString('base64') as Base64EncodedWireTransaction;
