import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { putOwner as route } from '@pos/contract/history/routes/put-owner.ts';
import { registerOwner } from '../store/owners.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { answerOnce } from '@pos/runtime/http/answer-once.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import { agentExists } from '@pos/database/agent-exists.ts';

/** Registers the commitment to the secret with which the agent's owner proves. */
export const putOwner =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, body: { ownerCommitment, proof }, requestHash }) => {
    if (!(await agentExists(d.database, did))) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl(
      { did, purpose: route.challenge, proof, requestHash },
      { ...d, network: d.solana.network },
    );
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    return answerOnce(route, d.database, { proof, requestHash }, async (tx) =>
      (await registerOwner(tx, did, ownerCommitment))
        ? reply(200, { did, ownerCommitment })
        : refuse('agent-unknown', { detail: did }),
    );
  };

export const handler = routeLambda(route, putOwner);
