import { explainScore } from '../domain/explain.ts';
import { scoreFrom, scoreTerms, type JobValueUsd } from '../domain/score.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { marketOf, type KnownMarket } from './scenario-market.ts';

/** How one agent would move if the second model replaced the first. Rank 1 is the best. */
export interface Move {
  readonly agent: number;
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly rankBefore: number;
  readonly rankAfter: number;
  /** The lowest term under the new model, and its reasons. */
  readonly bindingTerm: string;
  readonly reasons: readonly string[];
}

/** Time and job value at which both models score. */
export interface Asked {
  readonly atMs: number;
  readonly jobValueUsd: JobValueUsd;
  /** Time of the last credibility pass. Default: the start of the epoch. */
  readonly passAtMs?: number;
}

/** Compares two models agent by agent, with the largest changes of rank first. */
export function compareModels(
  market: KnownMarket,
  { atMs, jobValueUsd, passAtMs }: Asked,
  before: ReputationModel,
  after: ReputationModel,
): Move[] {
  const rowsOf = (model: ReputationModel) => marketOf(market, model).rowsAt(atMs, passAtMs);
  const old = rowsOf(before).map((row) => scoreFrom(scoreTerms(row, atMs, jobValueUsd, before)));
  const rows = rowsOf(after);
  const fresh = rows.map((row) => scoreFrom(scoreTerms(row, atMs, jobValueUsd, after)));
  const oldRanks = ranksOf(old);
  const freshRanks = ranksOf(fresh);
  return rows
    .map((row, agent): Move => {
      const explanation = explainScore(row, atMs, jobValueUsd, after);
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
    .toSorted(
      (x, y) =>
        Math.abs(y.rankAfter - y.rankBefore) - Math.abs(x.rankAfter - x.rankBefore) ||
        Math.abs(y.scoreAfter - y.scoreBefore) - Math.abs(x.scoreAfter - x.scoreBefore) ||
        x.agent - y.agent,
    );
}

function ranksOf(scores: readonly number[]): number[] {
  const order = [...scores.keys()].toSorted((x, y) => (scores[y] ?? 0) - (scores[x] ?? 0) || x - y);
  const ranks: number[] = [];
  for (const [position, agent] of order.entries()) ranks[agent] = position + 1;
  return ranks;
}
