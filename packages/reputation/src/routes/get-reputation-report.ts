import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getReputationReport as route } from '@pos/contract/reputation/routes/get-reputation-report.ts';
import { jobValueOf } from '@pos/contract/reputation/schemas/score-query.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { rungEvidence } from '../domain/rung-evidence.ts';
import { readPeers, readStanding } from '../store/read-behind-score.ts';
import { agentScore, asOfFor, findScoredAgent } from '../store/read-scores.ts';

/**
 * Reports the evidence behind a score, without naming payers. The rank is among all agents over all job values,
 * also if the caller names a job value.
 */
export const getReputationReport =
  ({ database, clock }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query }) => {
    const { did } = query;
    const now = clock.now();
    const agent = await findScoredAgent(database.orm, did, now);
    if (agent === undefined) return refuse('agent-unknown', { detail: did });
    const asOf = asOfFor(agent, now);
    const { scoreBps } = agentScore(agent, agent.did, asOf, undefined);
    const [standing, peers] = await Promise.all([
      readStanding(database.orm, agent.did, scoreBps),
      readPeers(database.orm, agent.did, scoreBps),
    ]);
    const { rungs, disputes } = rungEvidence(agent.row, asOf.getTime(), agent.model);
    return reply(200, {
      score: agentScore(agent, agent.did, asOf, jobValueOf(query)),
      payers: agent.row.payers,
      epoch: agent.epoch,
      rungs,
      disputes,
      standing,
      peers,
    });
  };

export const handler = routeLambda(route, getReputationReport);
