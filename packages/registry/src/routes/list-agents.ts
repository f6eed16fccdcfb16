import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listAgents as route } from '@pos/contract/registry/routes/list-agents.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { agentCursor, readAgentCursor } from '../domain/agent-cursor.ts';
import { searchAgents } from '../store/agents.ts';

export const listAgents =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query: { skills, q, minScoreBps, limit, cursor } }) => {
    const after = cursor === undefined ? undefined : readAgentCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      const detail = 'Expected the nextCursor of the page before.';
      return refuse('request-invalid', { errors: [{ in: 'query', pointer: '/cursor', code: 'format', detail }] });
    }
    const found = await searchAgents(database, { skills, text: q, minScoreBps, after, limit: limit + 1 });
    const agents = found.slice(0, limit);
    const last = found.length > limit ? agents.at(-1) : undefined;
    const nextCursor = last === undefined ? null : agentCursor({ scoreBps: last.score?.scoreBps ?? 0, did: last.did });
    return reply(200, { agents, nextCursor });
  };

export const handler = routeLambda(route, listAgents);
