import type { Result } from '@pos/vocabulary/result.ts';
import type { Groth16Proof, ProofMalformed } from '../domain/groth16-proof.ts';

/** A point of the proof is not on its curve or, for pi_b, outside the subgroup of order r. */
export interface ProofPointInvalid {
  readonly code: 'proof-point-invalid';
  readonly point: 'pi_a' | 'pi_b' | 'pi_c';
  readonly reason: 'off-curve' | 'off-subgroup';
}

/** The points are valid but the pairing equation does not hold, so the proof is not for this key and these signals. */
export interface ProofRejected {
  readonly code: 'proof-rejected';
}

export type ProofRefusal = ProofMalformed | ProofPointInvalid | ProofRejected;
export type Verdict = Result<'proof-valid', ProofRefusal>;

/** The arithmetic that a verifier uses. Verdicts do not depend on it. */
export type VerifierPath = 'kernel' | 'mcl';

/**
 * A verifier of one key. Call `parse`, look up the nullifier, then call `verify`. Anyone can re-randomise a valid
 * proof, so different bytes can be the same proof. The caller must detect duplicates by nullifier, also inside a batch.
 */
export interface Verifier {
  readonly path: VerifierPath;
  readonly publicSignalCount: number;
  parse(input: unknown): Result<Groth16Proof, ProofMalformed>;
  verify(proof: Groth16Proof): Verdict;
  /** One verdict per proof, in order. An invalid proof does not change the others' verdicts. */
  verifyBatch(proofs: readonly Groth16Proof[]): readonly Verdict[];
}
