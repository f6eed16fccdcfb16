import { scoreBps, type ScoreBps } from '@pos/vocabulary/score-bps.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { agentLayout, QUANTUM, type AgentRow } from './agent-row.ts';
import { MS_PER_DAY } from './evidence.ts';
import { decayOver } from './portable-exp.ts';
import { wilsonInterval } from './wilson.ts';

/** Units of evidence, decayed to `asOf`. Praise is discounted for the job value. */
export interface Masses {
  readonly praise: number;
  readonly complaints: number;
  readonly disputes: number;
}

/**
 * The four terms of a score, each within 0..1, and the numbers from which they were computed. The score is the lowest
 * term.
 */
export interface ScoreTerms {
  /** Wilson's lower bound over the long horizon. */
  readonly longTerm: number;
  /** Share of good evidence in the last days. */
  readonly recent: number;
  /** Share of value that was not lost to disputes. */
  readonly value: number;
  /** Ceiling for agents with little credible praise. */
  readonly entry: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly credible: Masses;
  readonly unverified: Masses;
  readonly countedPraise: number;
  readonly countedDisputes: number;
  readonly countedComplaints: number;
}

/** A published score. `evidence` is the mass that counted. The ends of the interval are rounded outwards. */
export interface PublishedScore {
  readonly scoreBps: ScoreBps;
  readonly meanBps: ScoreBps;
  readonly lowBps: ScoreBps;
  readonly highBps: ScoreBps;
  readonly evidence: number;
  readonly payers: number;
  readonly asOfMs: number;
  readonly modelVersion: string;
}

/** Value of the planned job in USD, or `null` for the score over all values. */
export type JobValueUsd = number | null;

/**
 * Weight of the praise on each rung for a job of this value. Praise for work worth one dollar counts less for a job
 * worth a hundred.
 */
export function jobValueWeights(jobValueUsd: JobValueUsd, model: ReputationModel): number[] {
  const rungs = model.pair.rungsUsd;
  return rungs.map((rung) => {
    if (jobValueUsd === null) return 1;
    const between = rungs.filter((other) => other >= rung && other < jobValueUsd);
    return between.reduce((weight) => weight * model.jobValue.discountPerRung, 1);
  });
}

/** Weighted sum over one block of the row. It is a loop because each change computes seven scores. */
function weighed(row: AgentRow, start: number, weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += (row.sums[start + index] ?? 0) * (weights[index] ?? 0);
  return sum;
}

const capped = (unverified: number, share: number, credible: number, floor: number): number =>
  Math.min(unverified, share * (credible + floor));

function countedPraise(credible: number, unverified: number, model: ReputationModel): number {
  const { praiseShare, praiseFloor } = model.unverified;
  return credible + capped(unverified, praiseShare, credible, praiseFloor);
}

function countedDisputes(credible: number, lift: number, model: ReputationModel): number {
  const { disputeShare, disputeFloor } = model.unverified;
  return credible + capped(lift, disputeShare, credible, disputeFloor);
}

function countedComplaints(credible: number, unverified: number, model: ReputationModel): number {
  const { complaintShare, complaintFloor } = model.unverified;
  return credible + capped(unverified, complaintShare, credible, complaintFloor);
}

/**
 * Computes the terms of a score.
 *
 * - Long term: Wilson's lower bound with a Beta prior (Jøsang and Ismail 2002) over good evidence S = ΣcP +
 *   min(Σ(1−c)P, share·(ΣcP + floor)) and bad evidence F = ΣcN + A + min(Σ(1−c)N, share·(ΣcN + A + floor)). P includes
 *   the part of silence that counts as praise. A = Σc·disputes + min(Σ(d − c)⁺·disputes, share·(Σc·disputes + floor)),
 *   where d is the least credibility of an upheld dispute.
 * - Recent: (S + r)/(S + F + r) on the fast horizon.
 * - Value: 1 − lost/(lost + good + v). Both are USD read off the ladders, so no payer outweighs its top rung.
 * - Entry: (S + a)/(S + b). Without it a fresh identity would outrank a poor agent.
 */
export function scoreTerms(
  row: AgentRow,
  asOfMs: number,
  jobValueUsd: JobValueUsd,
  model: ReputationModel,
): ScoreTerms {
  const days = (asOfMs - row.landmarkMs) / MS_PER_DAY;
  const slow = QUANTUM * decayOver(days, model.pair.slowHalfLifeDays);
  const fast = QUANTUM * decayOver(days, model.pair.fastHalfLifeDays);
  const disputed = QUANTUM * decayOver(days, model.pair.disputeHalfLifeDays);
  const weights = jobValueWeights(jobValueUsd, model);
  const { pair, score } = model;
  const layout = agentLayout(model);
  const ones = weights.map(() => 1);
  const disputeOnes = pair.disputeRungsUsd.map(() => 1);

  const credible: Masses = {
    praise: slow * weighed(row, layout.credible.slowGood, weights),
    complaints: slow * weighed(row, layout.credible.slowBad, ones),
    disputes: disputed * pair.disputeWeight * weighed(row, layout.disputes, disputeOnes),
  };
  const unverified: Masses = {
    praise: slow * weighed(row, layout.unverified.slowGood, weights),
    complaints: slow * weighed(row, layout.unverified.slowBad, ones),
    disputes: disputed * pair.disputeWeight * weighed(row, layout.liftedDisputes, disputeOnes),
  };
  const good = countedPraise(credible.praise, unverified.praise, model);
  const disputes = countedDisputes(credible.disputes, unverified.disputes, model);
  const bad = countedComplaints(credible.complaints + disputes, unverified.complaints, model);
  const interval = wilsonInterval(
    good + score.priorMass * score.priorMean,
    bad + score.priorMass * (1 - score.priorMean),
    score.z,
  );
  const recentDisputes = countedDisputes(
    fast * pair.disputeWeight * weighed(row, layout.recentDisputes, disputeOnes),
    fast * pair.disputeWeight * weighed(row, layout.recentLiftedDisputes, disputeOnes),
    model,
  );
  const recentGood = countedPraise(
    fast * weighed(row, layout.credible.fastGood, weights),
    fast * weighed(row, layout.unverified.fastGood, weights),
    model,
  );
  const recentBad = countedComplaints(
    fast * weighed(row, layout.credible.fastBad, ones) + recentDisputes,
    fast * weighed(row, layout.unverified.fastBad, ones),
    model,
  );
  const lostUsd =
    disputed *
    (weighed(row, layout.disputes, pair.disputeRungsUsd) + weighed(row, layout.liftedDisputes, pair.disputeRungsUsd));
  const weightedRungs = pair.rungsUsd.map((rung, index) => rung * (weights[index] ?? 0));
  const earnedUsd = slow * weighed(row, layout.credible.slowGood, weightedRungs);
  return {
    ...interval,
    longTerm: interval.low,
    recent: (recentGood + score.recentPrior) / (recentGood + recentBad + score.recentPrior),
    value: 1 - lostUsd / (lostUsd + earnedUsd + score.lossPriorUsd),
    entry: (good + score.entryFloor) / (good + score.entryMass),
    credible,
    unverified,
    countedPraise: good,
    countedDisputes: disputes,
    countedComplaints: bad,
  };
}

/** The score within 0..1, for ranking and for the scorer command. */
export function scoreFrom(terms: ScoreTerms): number {
  return Math.min(terms.longTerm, terms.recent, terms.value, terms.entry);
}

const rounded = (value: number, round: (value: number) => number): ScoreBps =>
  scoreBps(Math.max(0, Math.min(10_000, round(value * 10_000))));

/** Computes the score to publish. The same row, time and job value give the same bits on every engine. */
export const scoreOf = (
  row: AgentRow,
  asOfMs: number,
  jobValueUsd: JobValueUsd,
  model: ReputationModel,
): PublishedScore => publishedFrom(scoreTerms(row, asOfMs, jobValueUsd, model), row, asOfMs, model);

/** The score to publish, from terms that are already computed. */
export function publishedFrom(
  terms: ScoreTerms,
  row: AgentRow,
  asOfMs: number,
  model: ReputationModel,
): PublishedScore {
  return {
    scoreBps: rounded(scoreFrom(terms), Math.floor),
    meanBps: rounded(terms.mean, Math.round),
    lowBps: rounded(terms.low, Math.floor),
    highBps: rounded(terms.high, Math.ceil),
    evidence: terms.countedPraise + terms.countedComplaints,
    payers: row.payers,
    asOfMs,
    modelVersion: model.version,
  };
}
