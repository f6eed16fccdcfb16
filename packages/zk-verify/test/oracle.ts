import type { SignedProof } from './trapdoor-key.ts';

/** Says whether a well-formed proof is valid. Only tests and measurements ask: one is GPL, both are slow. */
export interface Oracle {
  readonly name: 'noble' | 'snarkjs';
  verify(proof: SignedProof): Promise<boolean>;
  close(): Promise<void>;
}
