import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { verifyProofs as route } from '@pos/contract/zk-verify/routes/verify-proofs.ts';
import { ProofSubmission, type ProofVerdict } from '@pos/contract/zk-verify/schemas/proof.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { parsePart } from '@pos/runtime/domain/field-errors.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { PROBLEMS, type Problem } from '@pos/contract/problem.ts';
import type * as z from 'zod';
import { submissionVerifier, type Submission } from '../verify-submissions.ts';

type Verdict = z.output<typeof ProofVerdict>;

const refused = ({ code, detail }: Problem): Verdict => {
  const { title, cure } = PROBLEMS[code];
  return { verdict: 'refused', problem: { code, title, cure, ...(detail === undefined ? {} : { detail }) } };
};

/** Maximum number of schema errors in the detail of one refusal. */
const FAULTS_SHOWN = 5;

function read(input: unknown): Submission | Verdict {
  const parsed = parsePart('body', ProofSubmission, input);
  if (parsed.ok) return parsed.value;
  const faults = parsed.error.slice(0, FAULTS_SHOWN).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  return refused({ code: 'request-invalid', detail: faults.join(' ').slice(0, 1_000) });
}

type Dependencies = DependenciesOf<typeof route>;

/** Verifies a batch of proofs. A submission that does not match its schema is refused in its own verdict. */
export const verifyProofs =
  (d: Dependencies, verifySubmissions = submissionVerifier(d)): HandlerOf<typeof route> =>
  async ({ body: { proofs } }) => {
    const readings = proofs.map(read);
    const outcomes = (await verifySubmissions(readings.flatMap((each) => ('verdict' in each ? [] : [each])))).values();
    const verdicts = readings.map((each): Verdict => {
      if ('verdict' in each) return each;
      const outcome = outcomes.next().value;
      if (outcome === undefined) throw new Error('The verifier returned fewer outcomes than submissions.');
      return outcome.ok ? { verdict: 'verified', ...outcome.value } : refused(outcome.error);
    });
    d.log.info('Verified a batch of proofs', {
      proofs: proofs.length,
      refused: verdicts.filter(({ verdict }) => verdict === 'refused').length,
    });
    return reply(200, { verdicts });
  };

export const handler = routeLambda(route, (d) => verifyProofs(d));
