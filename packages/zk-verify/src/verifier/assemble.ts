import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { parseProof, type Groth16Proof, type ProofMalformed } from '../domain/groth16-proof.ts';
import { bisect } from './bisect.ts';
import type { ProofPointInvalid, Verdict, Verifier, VerifierPath } from './verifier.ts';

/**
 * The pairing arithmetic behind a verifier. `Loaded` is its representation of a proof whose points are on their curves.
 */
export interface Arithmetic<Loaded> {
  readonly path: VerifierPath;
  readonly publicSignalCount: number;
  load(proof: Groth16Proof): Result<Loaded, ProofPointInvalid>;
  judge(proof: Loaded): Verdict;
  /** For 1 to MOST_TOGETHER proofs. True if all are valid, false if one is invalid or has pi_b outside the subgroup. */
  holdTogether(proofs: readonly Loaded[]): boolean;
}

/** Maximum number of proofs in one combined equation, which is the kernel's capacity. Larger batches are split. */
const MOST_TOGETHER = 128;

export const VALID: Verdict = ok('proof-valid');
export const REJECTED: Verdict = err({ code: 'proof-rejected' });

const WRONG_COUNT = err({ code: 'proof-malformed', path: '/publicSignals', reason: 'length-wrong' } as const);

/** A verifier over an arithmetic, with the strict parser before it and bisection of failed batches. */
export function assembleVerifier<Loaded>(arithmetic: Arithmetic<Loaded>): Verifier {
  const { publicSignalCount } = arithmetic;
  // A proof that was parsed for another key has the right type and possibly the wrong number of signals.
  const load = (proof: Groth16Proof): Result<Loaded, ProofPointInvalid | ProofMalformed> =>
    proof.publicSignals.length === publicSignalCount ? arithmetic.load(proof) : WRONG_COUNT;
  return {
    path: arithmetic.path,
    publicSignalCount,
    parse: (input) => parseProof(input, publicSignalCount),
    verify(proof) {
      const loaded = load(proof);
      return loaded.ok ? arithmetic.judge(loaded.value) : loaded;
    },
    verifyBatch(proofs) {
      const loaded = proofs.map(load);
      const sound = loaded.flatMap((each) => (each.ok ? [each.value] : []));
      const groups = Array.from({ length: Math.ceil(sound.length / MOST_TOGETHER) }, (_, group) =>
        sound.slice(group * MOST_TOGETHER, (group + 1) * MOST_TOGETHER),
      );
      const verdicts = groups
        .flatMap((group) => bisect(group, arithmetic.holdTogether, arithmetic.judge, VALID))
        .values();
      return loaded.map((each) => (each.ok ? (verdicts.next().value ?? REJECTED) : each));
    },
  };
}
