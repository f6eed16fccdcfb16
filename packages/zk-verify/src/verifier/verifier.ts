import type { Result } from '@pos/vocabulary/result.ts';
import type { Groth16Proof, ProofMalformed } from '../domain/groth16-proof.ts';

/** A point of the proof is not on its curve or, for pi_b, outside the subgroup of order r. */
export interface ProofPointInvalid {
  readonly code: 'proof-point-invalid';
  readonly point: 'pi_a' | 'pi_b' | 'pi_c';
  readonly reason: 'off-curve' | 'off-subgroup';
}

/** The points are sound and the equation does not hold: the proof is not of this statement with these signals. */
export interface ProofRejected {
  readonly code: 'proof-rejected';
}

export type ProofRefusal = ProofMalformed | ProofPointInvalid | ProofRejected;
export type Verdict = Result<'proof-valid', ProofRefusal>;

/** Which arithmetic does the work. Verdicts are the same on each. */
export type VerifierPath = 'kernel' | 'mcl';

/**
 * A verifier of one key. `parse` first, look the nullifier up, then `verify`: a proof whose bytes are new says
 * nothing, for anyone can re-randomise a valid one. Duplicates, in a batch too, are the caller's to find by nullifier.
 */
export interface Verifier {
  readonly path: VerifierPath;
  readonly publicSignalCount: number;
  parse(input: unknown): Result<Groth16Proof, ProofMalformed>;
  verify(proof: Groth16Proof): Verdict;
  /** One verdict for each proof, in order; a bad one does not touch the others. */
  verifyBatch(proofs: readonly Groth16Proof[]): readonly Verdict[];
}
