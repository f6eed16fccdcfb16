import type { SignedProof } from './trapdoor-key.ts';

/** An independent verifier of well-formed proofs. For tests and benchmarks only: snarkjs is GPL, and both are slow. */
export interface Oracle {
  readonly name: 'noble' | 'snarkjs';
  verify(proof: SignedProof): Promise<boolean>;
  close(): Promise<void>;
}
