import type { Problem } from '@pos/contract/problem.ts';
import type { verifyProof } from '@pos/contract/zk-verify/routes/verify-proof.ts';
import { PUBLIC_SIGNALS, type Statement } from '@pos/receipts/statements.ts';
import type { SignalRefusal } from '@pos/receipts/public-signals.ts';
import type { ProofRefusal } from '../verifier/verifier.ts';

/** Why a proof is not accepted: exactly what the route declares. */
export type ProofProblem = Problem<(typeof verifyProof)['problems'][number]>;

/** What the verifier refused, as callers are told it. */
export function problemOfRefusal(refusal: ProofRefusal): ProofProblem {
  switch (refusal.code) {
    case 'proof-malformed':
      return {
        code: refusal.code,
        detail: `${refusal.path || 'The whole'}: ${refusal.reason}.`,
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

/** A number of signals, or a signal out of its range, that no proof of the statement can have. */
export function problemOfSignals(statement: Statement, refusal: SignalRefusal): ProofProblem {
  if (refusal.code === 'signal-count') {
    const detail = `${statement} has ${refusal.expected} public signals, these are ${refusal.got}.`;
    return { code: 'proof-malformed', detail, extensions: { pointer: '/publicSignals', reason: 'length-wrong' } };
  }
  const at = PUBLIC_SIGNALS[statement].findIndex(({ name }) => name === refusal.signal);
  const detail = `${refusal.signal} is outside the range that GET /zk/statements gives.`;
  return { code: 'proof-malformed', detail, extensions: { pointer: `/publicSignals/${at}`, reason: 'out-of-range' } };
}
