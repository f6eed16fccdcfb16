import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getScore as route } from '@pos/contract/reputation/routes/get-score.ts';
import { jobValueOf } from '@pos/contract/reputation/schemas/score-query.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { findProvenHistory } from '../store/find-proven-history.ts';
import { agentScore, asOfFor, findScoredAgent } from '../store/read-scores.ts';

/**
 * Returns an agent's reputation as of now. Decay is computed on reading, so nothing has to be written between events.
 */
export const getScore =
  ({ database, clock }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query }) => {
    const { did } = query;
    const now = clock.now();
    const agent = await findScoredAgent(database.orm, did, now);
    if (agent === undefined) return refuse('agent-unknown', { detail: did });
    const proven = await findProvenHistory(database.orm, agent.did);
    return reply(200, { ...agentScore(agent, agent.did, asOfFor(agent, now), jobValueOf(query)), proven });
  };

export const handler = routeLambda(route, getScore);
