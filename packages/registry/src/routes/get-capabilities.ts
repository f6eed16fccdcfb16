import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getCapabilities as route } from '@pos/contract/registry/routes/get-capabilities.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { capabilitiesView, findAgent } from '../store/agents.ts';

export const getCapabilities =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did } }) => {
    const agent = await findAgent(database.orm, did);
    if (agent === undefined) return refuse('agent-unknown', { detail: did });
    return reply(200, capabilitiesView(agent));
  };

export const handler = routeLambda(route, getCapabilities);
