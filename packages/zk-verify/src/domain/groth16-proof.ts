import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { SCALAR_ORDER, type G1Point, type G2Point } from './bn254.ts';
import { g1Point, g2Point } from './point-readers.ts';
import { arrayOf, decimalBelow, exactly, record, type Malformed } from './strict-reader.ts';

declare const parsed: unique symbol;

/**
 * A proof with its public signals, read strictly: coordinates are below q, signals below r, and their number is the
 * key's. Only `parseProof` constructs one. Its points may still be off the curve; every verifier checks them.
 */
export interface Groth16Proof {
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
  readonly publicSignals: readonly bigint[];
  readonly [parsed]: true;
}

/** The input is not the canonical spelling of a proof. */
export interface ProofMalformed extends Malformed {
  readonly code: 'proof-malformed';
}

/** Keys with more public signals are refused. Both statements have 9. */
export const MAX_PUBLIC_SIGNALS = 64;

const proofShape = record({
  pi_a: g1Point,
  pi_b: g2Point,
  pi_c: g1Point,
  protocol: exactly('groth16'),
  curve: exactly('bn128'),
});

const signal = decimalBelow(SCALAR_ORDER);

/**
 * Reads `{ proof, publicSignals }` as snarkjs writes it. `input` is a JSON value.
 *
 * Anyone can re-randomise a Groth16 proof, so a proof's bytes do not identify it. Detect repetitions, also inside a
 * batch, by the nullifier among the public signals. Its text is canonical once this function has accepted it.
 */
export function parseProof(input: unknown, publicSignalCount: number): Result<Groth16Proof, ProofMalformed> {
  const read = record({ proof: proofShape, publicSignals: arrayOf(signal, publicSignalCount) })(input, '');
  if (!read.ok) return err({ code: 'proof-malformed', ...read.error });
  const { proof, publicSignals } = read.value;
  return ok({ a: proof.pi_a, b: proof.pi_b, c: proof.pi_c, publicSignals } as Groth16Proof);
}
