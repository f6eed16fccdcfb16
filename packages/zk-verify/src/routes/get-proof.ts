import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getProof as route } from '@pos/contract/zk-verify/routes/get-proof.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { findProof } from '../store/proofs.ts';

/** One verified proof of an agent. */
export const getProof =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params }) => {
    const found = await findProof(database.orm, params);
    return found === undefined ? refuse('proof-unknown', { detail: params.nullifier }) : reply(200, found);
  };

export const handler = routeLambda(route, getProof);
