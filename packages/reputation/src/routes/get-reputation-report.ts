import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getReputationReport } from '@pos/contract/routes/get-reputation-report.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';
import { rungEvidence } from '../domain/rung-evidence.ts';
import { findAgents } from '../store/find-agents.ts';
import { readPeers, readStanding } from '../store/read-behind-score.ts';
import { agentScore, asOfFor, readScoredAgents } from '../store/read-scores.ts';

/** Everything behind a score that is not somebody else's business. */
export const report = ({ database, clock }: DependenciesOf<typeof getReputationReport>): HandlerOf<typeof getReputationReport> =>
  async ({ query: { did, ticket } }) => {
    const known = (await findAgents(database.orm, [did])).get(did);
    if (known === undefined) return refuse('agent-unknown', { detail: did });
    const [agent] = await readScoredAgents(database.orm, [known.did], clock.now());
    if (agent === undefined) throw new Error('Every agent that is asked for has a row.');
    const asOf = asOfFor(agent, clock.now(), getReputationReport.cacheSeconds);
    const score = agentScore(agent, agent.did, asOf, ticket);
    const [standing, peers] = await Promise.all([readStanding(database.orm, score.scoreBps), readPeers(database.orm, agent.did, score.scoreBps)]);
    const { rungs, disputes } = rungEvidence(agent.row, asOf.getTime(), agent.model);
    return reply(200, { score, payers: agent.row.payers, epoch: agent.epoch, rungs, disputes, standing, peers });
  };

export const handler = routeLambda(getReputationReport, report);
