import type { KeyJson, SignedProof } from '../../test/trapdoor-key.ts';

/** One way to verify, from JSON to a verdict. */
export interface Contender {
  /** Made once for a key. */
  prepare(key: KeyJson): Promise<PreparedContender>;
}

export interface PreparedContender {
  verify(proof: SignedProof): Promise<boolean> | boolean;
  verifyBatch?(proofs: readonly SignedProof[]): readonly boolean[];
  close?(): Promise<void>;
}
