import type { ReputationModel } from '../model/reputation-model.ts';
import { scoredMarket } from '../credibility/scored-market.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import { explainScore } from '../domain/explain.ts';
import { scoreFrom, scoreTerms } from '../domain/score.ts';
import { marketEvidence, type ScenarioEvent, type ScenarioMeta } from './scenario-file.ts';

/** How one agent would move if the second model took over from the first. Ranks count from 1, the best. */
export interface Move {
  readonly agent: number;
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly rankBefore: number;
  readonly rankAfter: number;
  /** The term that is lowest under the new model, and the reasons it gives. */
  readonly bindingTerm: string;
  readonly reasons: readonly string[];
}

/** Who moves and why, largest moves in rank first, at the last query of a scenario. */
export function compareModels(
  events: readonly ScenarioEvent[],
  meta: ScenarioMeta,
  before: ReputationModel,
  after: ReputationModel,
): Move[] {
  const atMs = Math.round(Math.max(0, ...meta.queries) * MS_PER_DAY);
  const ticket = meta.ticket ?? null;
  const rowsOf = (model: ReputationModel) => {
    const anchors = new Map(meta.anchors.map((payer) => [payer, 1]));
    return scoredMarket({ payers: meta.n_payers, agents: meta.n_agents, anchors, model }, marketEvidence(events)).rowsAt(atMs);
  };
  const old = rowsOf(before).map((row) => scoreFrom(scoreTerms(row, atMs, ticket, before)));
  const rows = rowsOf(after);
  const fresh = rows.map((row) => scoreFrom(scoreTerms(row, atMs, ticket, after)));
  const oldRanks = ranksOf(old);
  const freshRanks = ranksOf(fresh);
  return rows
    .map((row, agent): Move => {
      const explanation = explainScore(row, atMs, ticket, after);
      return {
        agent,
        scoreBefore: old[agent] ?? 0,
        scoreAfter: fresh[agent] ?? 0,
        rankBefore: oldRanks[agent] ?? 0,
        rankAfter: freshRanks[agent] ?? 0,
        bindingTerm: explanation.bindingTerm,
        reasons: explanation.reasons.map(({ code }) => code),
      };
    })
    .toSorted((x, y) => Math.abs(y.rankAfter - y.rankBefore) - Math.abs(x.rankAfter - x.rankBefore) || x.agent - y.agent);
}

function ranksOf(scores: readonly number[]): number[] {
  const order = [...scores.keys()].toSorted((x, y) => (scores[y] ?? 0) - (scores[x] ?? 0) || x - y);
  const ranks: number[] = [];
  for (const [position, agent] of order.entries()) ranks[agent] = position + 1;
  return ranks;
}
