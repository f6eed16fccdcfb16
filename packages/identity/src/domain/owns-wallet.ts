import { decodeBase58, encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { PublicKey } from './public-key.ts';
import { verifySignature } from './verify-signature.ts';

export interface Payee {
  readonly payTo: SolanaAddress;
  /** The key that signed for the DID. */
  readonly key: PublicKey;
  /** The challenge message that the key signed. If the wallet is another key, it signs the same message. */
  readonly message: string;
  readonly payToSignature: Uint8Array | undefined;
}

/**
 * Whether the wallet `payTo` agreed to the registration, by being the key of the DID or by its own signature. Without this
 * an agent could name a stranger's wallet and take over the score that the stranger's payments earn.
 */
export function ownsWallet({ payTo, key, message, payToSignature }: Payee): boolean {
  if (key.curve === 'Ed25519' && encodeBase58(key.bytes) === payTo) return true;
  const bytes = decodeBase58(payTo);
  if (bytes === undefined || payToSignature === undefined) return false;
  return verifySignature({ curve: 'Ed25519', bytes }, new TextEncoder().encode(message), payToSignature);
}
