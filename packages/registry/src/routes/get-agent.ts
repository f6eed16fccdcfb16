import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getAgent as route } from '@pos/contract/registry/routes/get-agent.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { findAgent } from '../store/agents.ts';

export const getAgent =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did } }) => {
    const agent = await findAgent(database.orm, did);
    return agent === undefined ? refuse('agent-unknown', { detail: did }) : reply(200, agent);
  };

export const handler = routeLambda(route, getAgent);
