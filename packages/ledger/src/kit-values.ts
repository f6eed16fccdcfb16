import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import type { Address, Base64EncodedWireTransaction, Signature } from '@solana/kit';

/**
 * Converts between Kit's brands and the registry's. Both brands are checked to be 32 or 64 bytes in base58 when made.
 */
export const kitAddress = (address: SolanaAddress): Address => address as string as Address;
export const ourAddress = (address: Address): SolanaAddress => address as string as SolanaAddress;
export const kitSignature = (signature: TransactionSignature): Signature => signature as string as Signature;

export const wireBase64 = (transaction: Uint8Array): Base64EncodedWireTransaction =>
  Buffer.from(transaction).toString('base64') as Base64EncodedWireTransaction;
