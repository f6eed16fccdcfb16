import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getScores as route } from '@pos/contract/reputation/routes/get-scores.ts';
import { jobValueOf } from '@pos/contract/reputation/schemas/score-query.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { findAgents } from '../store/find-agents.ts';
import { agentScore, asOfFor, readScoredAgents } from '../store/read-scores.ts';

type Asked = Parameters<HandlerOf<typeof route>>[0]['body'];

/** Reads many scores with two queries. */
export const scoresOf =
  ({ database, clock }: DependenciesOf<typeof route>) =>
  async ({ dids, ...asked }: Asked) => {
    const jobValue = jobValueOf(asked);
    const known = await findAgents(database.orm, dids);
    const now = clock.now();
    const scored = await readScoredAgents(database.orm, [...new Set([...known.values()].map(({ did }) => did))], now);
    const byDid = new Map(scored.map((agent) => [agent.did, agent]));
    const found = dids.flatMap((did) => {
      const agent = byDid.get(known.get(did)?.did ?? did);
      return agent === undefined ? [] : [agentScore(agent, did, asOfFor(agent, now), jobValue)];
    });
    return { scores: found, unknown: [...new Set(dids)].filter((did) => !known.has(did)) };
  };

export const getScores = (dependencies: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const read = scoresOf(dependencies);
  return async ({ body }) => reply(200, await read(body));
};

export const handler = routeLambda(route, getScores);
