import type { Problem } from '@pos/contract/problem.ts';
import type { verifyProof } from '@pos/contract/zk-verify/routes/verify-proof.ts';
import { PUBLIC_SIGNALS, type Statement } from '@pos/receipts/statements.ts';
import type { SignalRefusal } from '@pos/receipts/public-signals.ts';
import type { ProofRefusal } from '../verifier/verifier.ts';

/** Why a proof is not accepted: one of the problems that verify-proof declares. */
export type ProofProblem = Problem<(typeof verifyProof)['problems'][number]>;

/** The problem document of a verifier's refusal. */
export function problemOfRefusal(refusal: ProofRefusal): ProofProblem {
  switch (refusal.code) {
    case 'proof-malformed':
      return {
        code: refusal.code,
        detail: `${refusal.path || 'The whole input'}: ${refusal.reason}.`,
        extensions: { pointer: refusal.path, reason: refusal.reason },
      };
    case 'proof-point-invalid':
      return {
        code: refusal.code,
        detail: `${refusal.point} is ${refusal.reason}.`,
        extensions: { point: refusal.point, reason: refusal.reason },
      };
    case 'proof-rejected':
      return { code: refusal.code };
  }
}

/** The problem document of a wrong number of signals, or of a signal outside the circuit's range. */
export function problemOfSignals(statement: Statement, refusal: SignalRefusal): ProofProblem {
  if (refusal.code === 'signal-count') {
    const detail = `${statement} has ${refusal.expected} public signals, but the proof has ${refusal.got}.`;
    return { code: 'proof-malformed', detail, extensions: { pointer: '/publicSignals', reason: 'length-wrong' } };
  }
  const at = PUBLIC_SIGNALS[statement].findIndex(({ name }) => name === refusal.signal);
  const detail = `${refusal.signal} is outside the range that GET /zk/statements gives.`;
  return { code: 'proof-malformed', detail, extensions: { pointer: `/publicSignals/${at}`, reason: 'out-of-range' } };
}
