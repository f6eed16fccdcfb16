import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getScore } from '@pos/contract/routes/get-score.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';
import { eq } from 'drizzle-orm';
import { emptyAgent } from '../domain/agent-row.ts';
import { CURRENT_MODEL, modelOf } from '../model/models.ts';
import { findAgents } from '../store/find-agents.ts';
import { findProvenHistory } from '../store/find-proven-history.ts';
import { agentRowFromState } from '../store/row-states.ts';
import { epochStartMs, scoreBody } from '../store/score-body.ts';

const FRESH_FOR_MS = getScore.cacheSeconds * 1_000;

/** An agent's reputation as of now, also between events: decay needs no writer. */
export const score = ({ database, clock }: DependenciesOf<typeof getScore>): HandlerOf<typeof getScore> =>
  async ({ query: { did, ticket } }) => {
    const agent = (await findAgents(database.orm, [did])).get(did);
    if (agent === undefined) return refuse('agent-unknown', { detail: did });
    const [[stored], proven] = await Promise.all([
      database.orm.select().from(reputationScores).where(eq(reputationScores.did, agent.did)),
      findProvenHistory(database.orm, agent.did),
    ]);
    const model = stored === undefined ? CURRENT_MODEL : modelOf(stored.modelVersion);
    if (model === undefined) throw new RangeError(`Model ${stored?.modelVersion} is not of this release: deploy one that lists it`);
    // In steps of the cache's life, so that the same score has the same ETag for as long as it may be kept.
    const step = Math.floor(clock.now().getTime() / FRESH_FOR_MS) * FRESH_FOR_MS;
    const asOf = new Date(Math.max(step, stored?.asOf.getTime() ?? 0));
    const row = stored === undefined ? emptyAgent(epochStartMs(asOf, model), model) : agentRowFromState(stored.state);
    const ticketUsd = ticket === undefined ? null : Number(ticket) / 1e6;
    return reply(200, { ...scoreBody(row, asOf, ticketUsd, model), did: agent.did, ticket: ticket ?? null, proven });
  };

export const handler = routeLambda(getScore, score);
