import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { Address, Base64EncodedWireTransaction, Signature } from '@solana/kit';

/**
 * Converts between the branded types of Kit and the registry. Values of both are checked on creation to be base58 of 32
 * bytes (addresses) or 64 bytes (signatures).
 */
export const kitAddress = (address: SolanaAddress): Address => address as string as Address;
export const ourAddress = (address: Address): SolanaAddress => address as string as SolanaAddress;
export const kitSignature = (signature: TransactionSignature): Signature => signature as string as Signature;

export const wireBase64 = (transaction: Uint8Array): Base64EncodedWireTransaction =>
  Buffer.from(transaction).toString('base64') as Base64EncodedWireTransaction;
