import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getReputationReport as route } from '@pos/contract/reputation/routes/get-reputation-report.ts';
import { jobValueOf } from '@pos/contract/reputation/schemas/score-query.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { rungEvidence, type GoodAndBad, type RungEvidence } from '../domain/rung-evidence.ts';
import { readPeers, readStanding } from '../store/read-behind-score.ts';
import { agentScore, asOfFor, findScoredAgent } from '../store/read-scores.ts';

const rungOf = (rungUsd: number) => ({ rungAtomic: BigInt(Math.round(rungUsd * 1e6)), rungUsd });

/** Evidence under the present and the former names. */
const unitsOf = ({ good, bad }: GoodAndBad) => ({ praise: good, complaints: bad, good, bad });

const rungBody = ({ rungUsd, credible, unverified, recentCredible, recentUnverified }: RungEvidence) => ({
  ...rungOf(rungUsd),
  credible: unitsOf(credible),
  unverified: unitsOf(unverified),
  recentCredible: unitsOf(recentCredible),
  recentUnverified: unitsOf(recentUnverified),
});

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
    const evidence = rungEvidence(agent.row, asOf.getTime(), agent.model);
    return reply(200, {
      score: agentScore(agent, agent.did, asOf, jobValueOf(query)),
      payers: agent.row.payers,
      epoch: agent.epoch,
      rungs: evidence.rungs.map(rungBody),
      disputes: evidence.disputes.map(({ rungUsd, units }) => ({ ...rungOf(rungUsd), units })),
      standing,
      peers,
    });
  };

export const handler = routeLambda(route, getReputationReport);
