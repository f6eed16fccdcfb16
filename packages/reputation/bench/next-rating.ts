import { agentRowFrom, type RatedPair } from '../src/domain/agent-row.ts';
import { applyEvidence, emptyPair } from '../src/domain/pair-row.ts';
import { scoreFrom, scoreTerms } from '../src/domain/score.ts';
import type { ReputationModel } from '../src/model/reputation-model.ts';

/** One line of a signed trust network: source, target, rating −10..10, UNIX time in seconds. */
export interface Rating {
  readonly source: string;
  readonly target: string;
  readonly rating: number;
  readonly atMs: number;
}

export const readRatings = (csv: string): Rating[] =>
  csv
    .trim()
    .split('\n')
    .map((line) => {
      const [source = '', target = '', rating = '', seconds = ''] = line.split(',');
      return { source, target, rating: Number(rating), atMs: Math.round(Number(seconds) * 1_000) };
    });

/** Area under the ROC curve by the rank sum (Mann and Whitney 1947); ties count half. */
export function areaUnderCurve(scores: readonly number[], positive: readonly boolean[]): number {
  const order = [...scores.keys()].toSorted((left, right) => (scores[left] ?? 0) - (scores[right] ?? 0));
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) end += 1;
    for (const index of order.slice(start, end))
      if (positive[index]) {
        rankSum += (start + end + 1) / 2;
        positives += 1;
      }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}

export interface NextRatingAuc {
  readonly ratings: number;
  /** Ratings whose target nobody had rated. */
  readonly first: number;
  /** Of all ratings; of a target's first rating nothing is known. */
  readonly scoreOfAll: number;
  readonly meanOfAll: number;
  /** Of ratings whose target was rated before. */
  readonly scoreOfKnown: number;
  readonly meanOfKnown: number;
}

/**
 * How well a score, read just before each rating, foretells its sign. There are no dollars and no anchors in such data:
 * a rating's strength stands for its value, a rater is believed as far as it is well rated itself, and the model's prior
 * mean and half-life are set to the data's, a base rate of 93 % and 60 days.
 */
export function nextRatingAuc(ratings: readonly Rating[], base: ReputationModel): NextRatingAuc {
  const model = { ...base, pair: { ...base.pair, slowHalfLifeDays: 60 }, score: { ...base.score, priorMean: 0.93 } };
  const pairsOf = new Map<string, Map<string, RatedPair>>();
  const predicted: { score: number; mean: number; positive: boolean; known: boolean }[] = [];
  const termsOf = (user: string, atMs: number) =>
    scoreTerms(agentRowFrom([...(pairsOf.get(user)?.values() ?? [])], atMs, model), atMs, null, model);
  for (const [index, { source, target, rating, atMs }] of ratings.entries()) {
    const terms = termsOf(target, atMs);
    const pairs = pairsOf.get(target) ?? new Map<string, RatedPair>();
    predicted.push({ score: scoreFrom(terms), mean: terms.mean, positive: rating > 0, known: pairs.size > 0 });
    const rater = termsOf(source, atMs);
    const credibility = (scoreFrom(rater) * rater.countedPraise) / (rater.countedPraise + 1);
    const evidence = {
      id: String(index).padStart(8, '0'),
      atMs,
      kind: 'rating' as const,
      outcome: rating > 0 ? 1 : 0,
      valueUsd: 10 * Math.abs(rating),
    };
    pairs.set(source, { pair: applyEvidence(pairs.get(source)?.pair ?? emptyPair(model), evidence, model), credibility });
    pairsOf.set(target, pairs);
  }
  const auc = (of: readonly typeof predicted[number][], key: 'score' | 'mean'): number =>
    areaUnderCurve(of.map((each) => each[key]), of.map(({ positive }) => positive));
  const known = predicted.filter((each) => each.known);
  return {
    ratings: ratings.length,
    first: ratings.length - known.length,
    scoreOfAll: auc(predicted, 'score'),
    meanOfAll: auc(predicted, 'mean'),
    scoreOfKnown: auc(known, 'score'),
    meanOfKnown: auc(known, 'mean'),
  };
}
