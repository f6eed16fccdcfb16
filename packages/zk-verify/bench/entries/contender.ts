import type { KeyJson, SignedProof } from '../../test/trapdoor-key.ts';

/** A verifier under comparison, from JSON to a verdict. */
export interface Contender {
  /** Called once per key. */
  prepare(key: KeyJson): Promise<PreparedContender>;
}

export interface PreparedContender {
  verify(proof: SignedProof): Promise<boolean> | boolean;
  verifyBatch?(proofs: readonly SignedProof[]): readonly boolean[];
  close?(): Promise<void>;
}
