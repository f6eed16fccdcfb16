import { agentRowFrom } from '../src/domain/agent-row.ts';
import { MS_PER_DAY } from '../src/domain/evidence.ts';
import { applyEvidence, emptyPair, type PairRow } from '../src/domain/pair-row.ts';
import { scoreFrom, scoreTerms, type ScoreTerms } from '../src/domain/score.ts';
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
  for (let start = 0; start < order.length;) {
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
  /** Ratings whose target was not rated before. */
  readonly first: number;
  /** Over all ratings. Nothing is known before a target's first rating. */
  readonly ofAll: Foretold;
  /** Over ratings whose target was rated before, and over the later half of those. */
  readonly ofKnown: Foretold;
  readonly ofLater: Foretold;
}

export interface Foretold {
  readonly score: number;
  readonly mean: number;
}

interface Prediction extends Foretold {
  readonly positive: boolean;
  readonly known: boolean;
}

/** Without dollar amounts every rating stands for the same value, enough to fill the ladder. */
const VALUE_USD = 100;

/**
 * Measures how well the model's score, read just before each rating, predicts its sign. No constant of the model is
 * changed. The data have neither dollars nor trust seeds, so a rater is believed, from one epoch to the next, by the
 * square of its own score under the same model times a factor for its praise: score²·praise / (praise + 1).
 */
export function nextRatingAuc(ratings: readonly Rating[], model: ReputationModel): NextRatingAuc {
  const network = ratedNetwork(model);
  const predicted = ratings.map((rating, index): Prediction => {
    const { terms, known } = network.before(rating);
    network.take(rating, index);
    return { score: scoreFrom(terms), mean: terms.mean, positive: rating.rating > 0, known };
  });
  const known = predicted.filter((each) => each.known);
  return {
    ratings: ratings.length,
    first: ratings.length - known.length,
    ofAll: foretold(predicted),
    ofKnown: foretold(known),
    ofLater: foretold(known.slice(known.length >> 1)),
  };
}

const foretold = (predicted: readonly Prediction[]): Foretold => {
  const positive = predicted.map((each) => each.positive);
  const auc = (key: keyof Foretold): number =>
    areaUnderCurve(
      predicted.map((each) => each[key]),
      positive,
    );
  return { score: auc('score'), mean: auc('mean') };
};

interface RatedBy {
  readonly source: string;
  pair: PairRow;
}

function ratedNetwork(model: ReputationModel) {
  const ratersOf = new Map<string, Map<string, RatedBy>>();
  const believed = new Map<string, { readonly epoch: number; readonly credibility: number }>();
  const epochMs = model.credibility.epochDays * MS_PER_DAY;

  const termsOf = (user: string, atMs: number, credibilityOf: (source: string) => number): ScoreTerms => {
    const pairs = [...(ratersOf.get(user)?.values() ?? [])].map(({ source, pair }) => ({
      pair,
      credibility: credibilityOf(source),
    }));
    return scoreTerms(agentRowFrom(pairs, atMs, model), atMs, null, model);
  };
  // Uses the belief in a rater's own raters as it was last computed.
  const lastBelieved = (source: string): number => believed.get(source)?.credibility ?? 0;
  const credibilityAt =
    (atMs: number) =>
    (source: string): number => {
      const epoch = Math.floor(atMs / epochMs);
      const last = believed.get(source);
      if (last?.epoch === epoch) return last.credibility;
      const terms = termsOf(source, atMs, lastBelieved);
      const credibility = (scoreFrom(terms) ** 2 * terms.countedPraise) / (terms.countedPraise + 1);
      believed.set(source, { epoch, credibility });
      return credibility;
    };

  return {
    before: ({ target, atMs }: Rating) => ({
      terms: termsOf(target, atMs, credibilityAt(atMs)),
      known: ratersOf.has(target),
    }),
    take: ({ source, target, rating, atMs }: Rating, index: number): void => {
      const raters = ratersOf.get(target) ?? new Map<string, RatedBy>();
      const evidence = {
        id: String(index).padStart(8, '0'),
        atMs,
        kind: 'rating' as const,
        outcome: rating > 0 ? 1 : 0,
        valueUsd: VALUE_USD,
      };
      raters.set(source, {
        source,
        pair: applyEvidence(raters.get(source)?.pair ?? emptyPair(model), evidence, model),
      });
      ratersOf.set(target, raters);
    },
  };
}
