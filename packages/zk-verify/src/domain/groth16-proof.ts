import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { SCALAR_ORDER, type G1Point, type G2Point } from './bn254.ts';
import { g1Point, g2Point } from './point-readers.ts';
import { arrayOf, decimalBelow, exactly, record, type Malformed } from './strict-reader.ts';

declare const parsed: unique symbol;

/**
 * A proof with its public signals, read strictly: coordinates below q, signals below r, as many as the key wants.
 * Only `parseProof` makes one. Its points may still be off the curve; every verifier checks them.
 */
export interface Groth16Proof {
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
  readonly publicSignals: readonly bigint[];
  readonly [parsed]: true;
}

/** The input is not the one spelling of a proof. */
export interface ProofMalformed extends Malformed {
  readonly code: 'proof-malformed';
}

/** More signals than any statement here has; a key that wants more is refused. */
export const MAX_PUBLIC_SIGNALS = 64;

/** Longest accepted text of one proof with its signals, in UTF-16 units: several times the longest canonical one. */
export const MAX_PROOF_TEXT_LENGTH = 32_768;

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
 * Groth16 proofs can be re-randomised by anyone, so a proof's bytes identify nothing: refuse repetitions, inside a
 * batch as well, by the nullifier among the public signals, whose text is canonical once this function accepted it.
 */
export function parseProof(input: unknown, publicSignalCount: number): Result<Groth16Proof, ProofMalformed> {
  const read = record({ proof: proofShape, publicSignals: arrayOf(signal, publicSignalCount) })(input, '');
  if (!read.ok) return err({ code: 'proof-malformed', ...read.error });
  const { proof, publicSignals } = read.value;
  return ok({ a: proof.pi_a, b: proof.pi_b, c: proof.pi_c, publicSignals } as Groth16Proof);
}

/** `parseProof` for text: its length is bounded before it is parsed. */
export function parseProofText(text: string, publicSignalCount: number): Result<Groth16Proof, ProofMalformed> {
  const refuse = (reason: Malformed['reason']) => err({ code: 'proof-malformed', path: '', reason } as const);
  if (text.length > MAX_PROOF_TEXT_LENGTH) return refuse('too-long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('not-json');
  }
  return parseProof(value, publicSignalCount);
}
