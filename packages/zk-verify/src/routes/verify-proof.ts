import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { verifyProof as route } from '@pos/contract/zk-verify/routes/verify-proof.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { submissionVerifier } from '../verify-submissions.ts';

type Dependencies = DependenciesOf<typeof route>;

/** Verifies one proof. For a repeated proof it returns the stored one. */
export const verifyProof =
  (d: Dependencies, verifySubmissions = submissionVerifier(d)): HandlerOf<typeof route> =>
  async ({ body }) => {
    const [outcome] = await verifySubmissions([body]);
    if (outcome === undefined) throw new Error('The verifier returned no outcome for the submission.');
    if (outcome.ok) return reply(200, outcome.value);
    d.log.info('Refused a proof', { code: outcome.error.code, statement: body.statement });
    return refuse(outcome.error.code, outcome.error);
  };

export const handler = routeLambda(route, (d) => verifyProof(d));
