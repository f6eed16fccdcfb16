import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { putOwner } from '@pos/contract/routes/put-owner.ts';
import { registerOwner } from '@pos/history/store/owners.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';
import { proveControl } from '../prove-control.ts';
import { findAgent } from '../store/agents.ts';

/** Registers the commitment to the secret with which an agent's work is proved. */
export const put =
  (d: DependenciesOf<typeof putOwner>): HandlerOf<typeof putOwner> =>
  async ({ params: { did }, body: { ownerCommitment, proof } }) => {
    if ((await findAgent(d.database, did)) === undefined) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl({ did, purpose: 'put-owner', proof }, { ...d, network: d.solana.network });
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    const known = await d.database.transaction((tx) => registerOwner(tx, did, ownerCommitment));
    return known ? reply(200, { did, ownerCommitment }) : refuse('agent-unknown', { detail: did });
  };

export const handler = routeLambda(putOwner, put);
