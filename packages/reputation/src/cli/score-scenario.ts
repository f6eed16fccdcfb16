import { scoredMarket } from '../credibility/scored-market.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import { scoreFrom, scoreTerms } from '../domain/score.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { marketEvidence, type ScenarioEvent, type ScenarioMeta } from './scenario-file.ts';

/** Scores of all agents, by index, at one time; within 0..1, not rounded. */
export interface QueryScores {
  readonly t: number;
  readonly ticket: number | null;
  readonly scores: readonly number[];
}

/** Answers every query of a scenario, in the order in which they are asked, from events no later than the query. */
export function scoreScenario(
  events: readonly ScenarioEvent[],
  meta: ScenarioMeta,
  model: ReputationModel,
): QueryScores[] {
  const anchors = new Map(meta.anchors.map((payer) => [payer, 1]));
  const settings = { payers: meta.n_payers, agents: meta.n_agents, anchors, model };
  const market = scoredMarket(settings, marketEvidence(events));
  const ticket = meta.ticket ?? null;
  const answers = new Map<number, QueryScores>();
  for (const t of meta.queries.toSorted((left, right) => left - right)) {
    const atMs = Math.round(t * MS_PER_DAY);
    const scores = market.rowsAt(atMs).map((row) => scoreFrom(scoreTerms(row, atMs, ticket, model)));
    answers.set(t, { t, ticket, scores });
  }
  return meta.queries.flatMap((t) => answers.get(t) ?? []);
}
