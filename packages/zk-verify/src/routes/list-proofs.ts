import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listProofs as route } from '@pos/contract/zk-verify/routes/list-proofs.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { proofsOfAgent, registeredAgents } from '../store/proofs.ts';

/** The verified proofs of one agent, newest first. */
export const listProofs =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, query: { limit, cursor } }) => {
    const found = await proofsOfAgent(database.orm, did, { limit: limit + 1, before: cursor });
    if (found.length === 0 && !(await registeredAgents(database.orm, [did])).has(did))
      return refuse('agent-unknown', { detail: did });
    const proofs = found.slice(0, limit);
    return reply(200, { proofs, nextCursor: found.length > limit ? (proofs.at(-1)?.nullifier ?? null) : null });
  };

export const handler = routeLambda(route, listProofs);
