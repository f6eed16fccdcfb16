import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getScore } from '@pos/contract/routes/get-score.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';
import { findAgents } from '../store/find-agents.ts';
import { findProvenHistory } from '../store/find-proven-history.ts';
import { agentScore, asOfFor, readScoredAgents } from '../store/read-scores.ts';

/** An agent's reputation as of now, also between events: decay needs no writer. */
export const score = ({ database, clock }: DependenciesOf<typeof getScore>): HandlerOf<typeof getScore> =>
  async ({ query: { did, ticket } }) => {
    const known = (await findAgents(database.orm, [did])).get(did);
    if (known === undefined) return refuse('agent-unknown', { detail: did });
    const now = clock.now();
    const [[agent], proven] = await Promise.all([readScoredAgents(database.orm, [known.did], now), findProvenHistory(database.orm, known.did)]);
    if (agent === undefined) throw new Error('Every agent that is asked for has a row.');
    return reply(200, { ...agentScore(agent, agent.did, asOfFor(agent, now, getScore.cacheSeconds), ticket), proven });
  };

export const handler = routeLambda(getScore, score);
