import type { PairModel, ReputationModel } from '../model/reputation-model.ts';
import { compareEvidence, MS_PER_DAY, type Evidence } from './evidence.ts';
import { decayOver, portableExp } from './portable-exp.ts';

/** Good and bad evidence, with one number per rung. On each rung good + bad is at most 1. */
export interface Ladder {
  readonly good: readonly number[];
  readonly bad: readonly number[];
}

/**
 * Evidence of one payer about one agent, as of the last event, in plain numbers that PostgreSQL can store. `praisedUsd`
 * and `faultedUsd` are the spending on good and on failed work, for the credibility pass. They have no bound, unlike
 * the ladders, so no score reads them.
 */
export interface PairRow {
  readonly atMs: number;
  readonly lastId: string;
  readonly events: number;
  readonly slow: Ladder;
  readonly fast: Ladder;
  /**
   * Paid work that was never rated, on the slow horizon. It fills the part of a rung that opinions leave, and opinions
   * displace it. Empty for models without `silenceWeight`.
   */
  readonly silence: readonly number[];
  readonly disputes: readonly number[];
  readonly recentDisputes: readonly number[];
  readonly praisedUsd: number;
  readonly faultedUsd: number;
}

export function emptyPair(model: ReputationModel): PairRow {
  const rungs = model.pair.rungsUsd.map(() => 0);
  const disputes = model.pair.disputeRungsUsd.map(() => 0);
  return {
    atMs: 0,
    lastId: '',
    events: 0,
    slow: { good: rungs, bad: rungs },
    fast: { good: rungs, bad: rungs },
    silence: model.pair.silenceWeight === null ? [] : rungs,
    disputes,
    recentDisputes: disputes,
    praisedUsd: 0,
    faultedUsd: 0,
  };
}

const scaled = (values: readonly number[], factor: number): number[] => values.map((value) => value * factor);
const scaledLadder = (ladder: Ladder, factor: number): Ladder => ({
  good: scaled(ladder.good, factor),
  bad: scaled(ladder.bad, factor),
});

/** Factor from a praised or faulted dollar at `thenMs` to its weight at `atMs`. */
export const decaySpending = (thenMs: number, atMs: number, model: ReputationModel): number =>
  atMs === thenMs ? 1 : decayOver((atMs - thenMs) / MS_PER_DAY, model.pair.disputeHalfLifeDays);

/**
 * Decays a pair to a later time. Forgetting is exponential (Jøsang and Ismail 2002, section 3.4), so decays compose.
 */
export function decayPair(pair: PairRow, atMs: number, model: ReputationModel): PairRow {
  if (pair.events === 0 || atMs === pair.atMs) return { ...pair, atMs };
  const days = (atMs - pair.atMs) / MS_PER_DAY;
  const slow = decayOver(days, model.pair.slowHalfLifeDays);
  const fast = decayOver(days, model.pair.fastHalfLifeDays);
  const dispute = decaySpending(pair.atMs, atMs, model);
  return {
    ...pair,
    atMs,
    slow: scaledLadder(pair.slow, slow),
    fast: scaledLadder(pair.fast, fast),
    silence: scaled(pair.silence, slow),
    disputes: scaled(pair.disputes, dispute),
    recentDisputes: scaled(pair.recentDisputes, fast),
    praisedUsd: pair.praisedUsd * dispute,
    faultedUsd: pair.faultedUsd * dispute,
  };
}

/**
 * Adds an opinion to a ladder. The mass M of a rung saturates over the rung's own value K, M' = M·e^(−x/K) + 1 −
 * e^(−x/K). The opinion that fills it is averaged over the memory L ≥ K: good' = good·e^(−x/L) + y·(M' − M·e^(−x/L)),
 * and bad likewise with 1 − y. Both exponentials multiply over a split payment, so splitting a payment changes nothing.
 * Because L ≥ K, a good event never lowers good and never raises bad. With L = K this is the exponential average of the
 * last K dollars.
 */
function climb(ladder: Ladder, weightedUsd: number, outcome: number, model: PairModel): Ladder {
  const good: number[] = [];
  const bad: number[] = [];
  for (const [index, rungUsd] of model.rungsUsd.entries()) {
    const oldGood = ladder.good[index] ?? 0;
    const oldBad = ladder.bad[index] ?? 0;
    const kept = portableExp(-weightedUsd / rungUsd);
    const remembered = portableExp(-weightedUsd / Math.max(rungUsd, model.memoryUsd));
    const mass = oldGood + oldBad;
    const added = mass * (kept - remembered) + (1 - kept);
    good.push(oldGood * remembered + outcome * added);
    bad.push(oldBad * remembered + (1 - outcome) * added);
  }
  return { good, bad };
}

function fillDisputes(disputes: readonly number[], lostUsd: number, model: PairModel): number[] {
  return model.disputeRungsUsd.map((rungUsd, index) => {
    const kept = portableExp(-lostUsd / rungUsd);
    return (disputes[index] ?? 0) * kept + (1 - kept);
  });
}

/** The silence after an opinion of this weight. Silence keeps only the part of each rung that the opinion leaves. */
const displaced = (silence: readonly number[], weightedUsd: number, model: PairModel): number[] =>
  silence.map((mass, index) => mass * portableExp(-weightedUsd / (model.rungsUsd[index] ?? 1)));

/** The silence after another unrated payment, which fills the part of each rung that opinions leave. */
const deepened = (silence: readonly number[], { good, bad }: Ladder, paidUsd: number, model: PairModel): number[] =>
  silence.map((mass, index) => {
    const left = Math.max(mass, 1 - (good[index] ?? 0) - (bad[index] ?? 0));
    return left - (left - mass) * portableExp(-paidUsd / (model.rungsUsd[index] ?? 1));
  });

/**
 * Adds one event to a pair, in O(rungs). Events must come in (time, id) order. An event out of order is a `RangeError`;
 * use `replayPair` for it.
 */
export function applyEvidence(pair: PairRow, evidence: Evidence, model: ReputationModel): PairRow {
  if (!isInOrder(pair, evidence))
    throw new RangeError(`Evidence ${evidence.id} is not after ${pair.lastId}: replay the pair from its events`);
  const now = decayPair(pair, evidence.atMs, model);
  const counted = { ...now, lastId: evidence.id, events: pair.events + 1 };
  const failedUsd = (1 - evidence.outcome) * evidence.valueUsd;
  if (evidence.kind === 'adjudicated') {
    const weightedUsd = model.pair.upheldWeight * failedUsd;
    return {
      ...counted,
      slow: climb(now.slow, weightedUsd, 0, model.pair),
      fast: climb(now.fast, weightedUsd, 0, model.pair),
      silence: displaced(now.silence, weightedUsd, model.pair),
      disputes: fillDisputes(now.disputes, failedUsd, model.pair),
      recentDisputes: fillDisputes(now.recentDisputes, failedUsd, model.pair),
      faultedUsd: now.faultedUsd + failedUsd,
    };
  }
  const paidUsd = evidence.outcome * evidence.valueUsd;
  const silent = evidence.kind === 'implicit' && model.pair.silenceWeight !== null;
  const weightedUsd = model.pair.valueWeight[evidence.kind] * (silent ? failedUsd : evidence.valueUsd);
  const opinion = silent ? 0 : evidence.outcome;
  const slow = climb(now.slow, weightedUsd, opinion, model.pair);
  const silence = displaced(now.silence, weightedUsd, model.pair);
  return {
    ...counted,
    slow,
    fast: climb(now.fast, weightedUsd, opinion, model.pair),
    silence: silent ? deepened(silence, slow, paidUsd, model.pair) : silence,
    // A proof covers payments that are counted already, so it adds no spending.
    praisedUsd: now.praisedUsd + (evidence.kind === 'zk' && !model.pair.proofsAreRevenue ? 0 : paidUsd),
    faultedUsd: now.faultedUsd + failedUsd,
  };
}

/** Whether `applyEvidence` accepts the event. If not, the pair has to be replayed. */
export function isInOrder(pair: PairRow, evidence: Evidence): boolean {
  if (pair.events === 0) return true;
  return evidence.atMs > pair.atMs || (evidence.atMs === pair.atMs && evidence.id > pair.lastId);
}

/**
 * Builds a pair from all of its events, in any order. Late, amended and voided events require it, and so does an audit.
 */
export function replayPair(events: readonly Evidence[], model: ReputationModel): PairRow {
  return events
    .toSorted(compareEvidence)
    .reduce((pair, evidence) => applyEvidence(pair, evidence, model), emptyPair(model));
}
