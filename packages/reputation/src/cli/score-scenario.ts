import { MS_PER_DAY } from '../domain/evidence.ts';
import { scoreFrom, scoreTerms } from '../domain/score.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import type { ScenarioEvent, ScenarioMeta } from './scenario-file.ts';
import { marketOf, scenarioMarket } from './scenario-market.ts';

/** Scores of all agents at one time, by number, within 0..1 and not rounded. */
export interface QueryScores {
  readonly t: number;
  readonly ticket: number | null;
  readonly scores: readonly number[];
}

/**
 * Scores all agents at the time of each query of a scenario, from the events up to that time. Results are in the order
 * of the queries.
 */
export function scoreScenario(
  events: readonly ScenarioEvent[],
  meta: ScenarioMeta,
  model: ReputationModel,
): QueryScores[] {
  const market = marketOf(scenarioMarket(events, meta), model);
  const ticket = meta.ticket ?? null;
  const answers = new Map<number, QueryScores>();
  for (const t of meta.queries.toSorted((left, right) => left - right)) {
    const atMs = Math.round(t * MS_PER_DAY);
    const rows = market.rowsAt(atMs).slice(0, meta.n_agents);
    answers.set(t, { t, ticket, scores: rows.map((row) => scoreFrom(scoreTerms(row, atMs, ticket, model))) });
  }
  return meta.queries.flatMap((t) => answers.get(t) ?? []);
}
