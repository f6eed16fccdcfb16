import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { explainScore as explainScoreRoute } from '@pos/contract/routes/explain-score.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { contributionOf, subtractRows } from '../domain/agent-row.ts';
import { explainScore, type TermName } from '../domain/explain.ts';
import { scoreFrom, scoreTerms } from '../domain/score.ts';
import { findAgents } from '../store/find-agents.ts';
import { readHeaviestPairs, sumByKind } from '../store/read-behind-score.ts';
import { agentScore, asOfFor, readScoredAgents, ticketUsdOf, type ScoredAgent } from '../store/read-scores.ts';

const TOP = 10;
const asBps = (value: number) => scoreBps(Math.max(0, Math.min(10_000, Math.floor(value * 10_000))));

/** Why a score is what it is. Effects are measured by computing the score again without the rule or the payer. */
export const explain = ({ database, clock }: DependenciesOf<typeof explainScoreRoute>): HandlerOf<typeof explainScoreRoute> =>
  async ({ query: { did, ticket } }) => {
    const known = (await findAgents(database.orm, [did])).get(did);
    if (known === undefined) return refuse('agent-unknown', { detail: did });
    const [agent] = await readScoredAgents(database.orm, [known.did], clock.now());
    if (agent === undefined) throw new Error('Every agent that is asked for has a row.');
    const asOf = asOfFor(agent, clock.now(), explainScoreRoute.cacheSeconds);
    const { bindingTerm, terms, praise, complaints, disputes, reasons } = explainScore(agent.row, asOf.getTime(), ticketUsdOf(ticket), agent.model);
    const of = (name: TermName) => asBps(terms[name]);
    const [evidence, pairs] = await Promise.all([sumByKind(database.orm, agent.did), readHeaviestPairs(database.orm, agent)]);
    return reply(200, {
      score: agentScore(agent, agent.did, asOf, ticket),
      bindingTerm,
      termsBps: { longTerm: of('longTerm'), recent: of('recent'), value: of('value'), entry: of('entry') },
      praise,
      complaints,
      disputes,
      reasons: [...reasons],
      evidence,
      contributions: contributions(agent, pairs, asOf, ticketUsdOf(ticket)),
    });
  };

function contributions({ row, model }: ScoredAgent, pairs: Awaited<ReturnType<typeof readHeaviestPairs>>, asOf: Date, ticketUsd: number | null) {
  const actual = scoreFrom(scoreTerms(row, asOf.getTime(), ticketUsd, model));
  return pairs
    .map((rated) => {
      const without = subtractRows(row, contributionOf(rated, row.landmarkMs, model));
      const effectBps = Math.round((actual - scoreFrom(scoreTerms(without, asOf.getTime(), ticketUsd, model))) * 10_000);
      return { effectBps, events: rated.pair.events, lastAt: new Date(rated.pair.atMs) };
    })
    .toSorted((left, right) => Math.abs(right.effectBps) - Math.abs(left.effectBps) || right.lastAt.getTime() - left.lastAt.getTime())
    .slice(0, TOP);
}

export const handler = routeLambda(explainScoreRoute, explain);
