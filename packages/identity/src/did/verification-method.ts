import type { PublicKey } from '../domain/public-key.ts';

/** A public key under the id that the DID document gives it. */
export interface VerificationMethod {
  readonly id: string;
  readonly key: PublicKey;
}
