import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { explainScore as route } from '@pos/contract/reputation/routes/explain-score.ts';
import { jobValueOf } from '@pos/contract/reputation/schemas/score-query.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import {
  explainScore as explained,
  topContributions,
  type Contribution,
  type Explanation,
  type TermName,
} from '../domain/explain.ts';
import { readHeaviestPairs, sumByKind } from '../store/read-behind-score.ts';
import { agentScore, asOfFor, findScoredAgent, jobValueUsdOf } from '../store/read-scores.ts';
import type { ScoreBody } from '../store/score-body.ts';

const asBps = (value: number) => scoreBps(Math.max(0, Math.min(10_000, Math.floor(value * 10_000))));

/** Explains a score. Effects are measured, by computing the score again without the rule or the payer. */
export const explainScore =
  ({ database, clock }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query }) => {
    const [did, jobValue] = [query.did, jobValueOf(query)];
    const now = clock.now();
    const agent = await findScoredAgent(database.orm, did, now);
    if (agent === undefined) return refuse('agent-unknown', { detail: did });
    const [asOf, jobValueUsd] = [asOfFor(agent, now), jobValueUsdOf(jobValue)];
    const explanation = explained(agent.row, asOf.getTime(), jobValueUsd, agent.model);
    const { bindingTerm, terms, praise, complaints, disputes } = explanation;
    const of = (name: TermName) => asBps(terms[name]);
    const [evidence, pairs] = await Promise.all([
      sumByKind(database.orm, agent.did),
      readHeaviestPairs(database.orm, agent),
    ]);
    const score = agentScore(agent, agent.did, asOf, jobValue);
    return reply(200, {
      score,
      bindingTerm,
      termsBps: { longTerm: of('longTerm'), recent: of('recent'), value: of('value'), entry: of('entry') },
      praise,
      complaints,
      disputes,
      reasons: reasonsOf(score, explanation),
      evidence: evidence.map((sum) => ({ ...sum, usdMicro: sum.valueAtomic })),
      contributions: topContributions(agent.row, pairs, asOf.getTime(), jobValueUsd, agent.model).map(unnamed),
    });
  };

/**
 * The reasons of the score, each with its effect. The effect of the entry ceiling is the lowest other term minus the
 * ceiling.
 */
function reasonsOf({ reasons }: Pick<ScoreBody, 'reasons'>, { terms, reasons: measured }: Explanation) {
  const effects = new Map<string, number>(measured.map(({ code, effectBps }) => [code, effectBps]));
  const withoutEntry = Math.round((Math.min(terms.longTerm, terms.recent, terms.value) - terms.entry) * 10_000);
  return reasons.map((code) => ({ code, effectBps: effects.get(code) ?? withoutEntry }));
}

/** Rounds times to days. Payments are public, so a time to the millisecond would reveal the payer. */
const unnamed = ({ effectBps, events, lastAtMs }: Contribution) => ({
  effectBps,
  events,
  lastAt: new Date(Math.floor(lastAtMs / MS_PER_DAY) * MS_PER_DAY),
});

export const handler = routeLambda(route, explainScore);
