import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listAgents as route } from '@pos/contract/registry/routes/list-agents.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { refuseCursor } from '../cursor-refusal.ts';
import { agentCursor, readAgentCursor } from '../domain/agent-cursor.ts';
import { nextUpdatedSince, readUpdateCursor, updateCursor } from '../domain/update-cursor.ts';
import { agentUpdates } from '../store/agent-updates.ts';
import { searchAgents } from '../store/agents.ts';

type Dependencies = DependenciesOf<typeof route>;
type Query = Parameters<HandlerOf<typeof route>>[0]['query'];

export const listAgents =
  (d: Dependencies): HandlerOf<typeof route> =>
  async ({ query }) => {
    const { updatedSince } = query;
    return updatedSince === undefined ? found(d, query) : changed(d, { ...query, updatedSince });
  };

/** The agents that match the search, best first. */
async function found({ database }: Dependencies, { skills, q, minScoreBps, limit, cursor }: Query) {
  const after = cursor === undefined ? undefined : readAgentCursor(cursor);
  if (cursor !== undefined && after === undefined) return refuseCursor();
  const rows = await searchAgents(database, { skills, text: q, minScoreBps, after, limit: limit + 1 });
  const agents = rows.slice(0, limit);
  const last = rows.length > limit ? agents.at(-1) : undefined;
  const nextCursor = last === undefined ? null : agentCursor({ scoreBps: last.score?.scoreBps ?? 0, did: last.did });
  return reply(200, { agents, nextCursor });
}

/** The agents that changed since a time, oldest change first. */
async function changed(
  { database, clock }: Dependencies,
  { updatedSince, limit, cursor }: Query & { readonly updatedSince: Date },
) {
  const after = cursor === undefined ? undefined : readUpdateCursor(cursor);
  if (cursor !== undefined && after === undefined) return refuseCursor();
  const startedAt = after?.startedAt ?? clock.now();
  const rows = await agentUpdates(database, { since: updatedSince, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return reply(200, {
    agents: page.flatMap((each) => ('agent' in each ? [each.agent] : [])),
    removed: Object.fromEntries(page.flatMap((each) => ('removal' in each ? [[each.did, each.removal]] : []))),
    nextUpdatedSince: nextUpdatedSince(startedAt),
    nextCursor: last === undefined ? null : updateCursor({ ...last, startedAt }),
  });
}

export const handler = routeLambda(route, listAgents);
