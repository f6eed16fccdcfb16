import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { verifyProof } from '@pos/contract/zk-verify/routes/verify-proof.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { submissionVerifier } from '../verify-submissions.ts';

type Dependencies = DependenciesOf<typeof verifyProof>;

/** Verifies one proof; the same claim again is answered with what is stored. */
export const verify =
  (d: Dependencies, verifySubmissions = submissionVerifier(d)): HandlerOf<typeof verifyProof> =>
  async ({ body }) => {
    const [outcome] = await verifySubmissions([body]);
    if (outcome === undefined) throw new Error('One submission has one outcome.');
    if (outcome.ok) return reply(200, outcome.value);
    d.log.info('A proof was refused', { code: outcome.error.code, statement: body.statement });
    return refuse(outcome.error.code, outcome.error);
  };

export const handler = routeLambda(verifyProof, (d) => verify(d));
