import type { ReputationModel } from '../model/reputation-model.ts';
import { MS_PER_DAY } from './evidence.ts';
import type { PairRow } from './pair-row.ts';
import { decayOver } from './portable-exp.ts';

/**
 * Sums over an agent's pairs, in whole quanta of 2^−30 units of evidence as of the row's landmark. `agentLayout`
 * defines their order. Decay is forward decay (Cormode et al. 2009): each contribution is carried to the landmark once,
 * and the whole sum is decayed when it is read. Sums of whole numbers are exact, so any number of writers may add
 * contributions in any order (`SET x = x + delta`) and get the bits of a batch over all pairs. Exact up to 8 million
 * units at the landmark, and up to 130,000 payers at the landmark's greatest age.
 */
export interface AgentRow {
  readonly landmarkMs: number;
  readonly payers: number;
  readonly sums: readonly number[];
}

/** A pair and its payer's credibility at this agent, within 0..1. */
export interface RatedPair {
  readonly pair: PairRow;
  readonly credibility: number;
}

/** Index at which each block of a row's sums starts. A ladder takes one number a rung. */
export interface AgentLayout {
  /** Σ c·evidence. */
  readonly credible: HorizonBlocks;
  /** Σ (1 − c)·evidence. */
  readonly unverified: HorizonBlocks;
  /** Σ c·disputes. `liftedDisputes` holds what is added to reach Σ max(c, disputeCredibility)·disputes. */
  readonly disputes: number;
  readonly liftedDisputes: number;
  readonly recentDisputes: number;
  readonly recentLiftedDisputes: number;
  readonly length: number;
}

export interface HorizonBlocks {
  readonly slowGood: number;
  readonly slowBad: number;
  readonly fastGood: number;
  readonly fastBad: number;
}

const QUANTA = 2 ** 30;

/**
 * Evidence carried back over more days than this would overflow a sum. The rebuild at the next epoch moves the
 * landmark.
 */
export const LANDMARK_LIFE_DAYS = 30;

/** Units of evidence in one quantum. */
export const QUANTUM = 1 / QUANTA;

export function agentLayout(model: ReputationModel): AgentLayout {
  const rungs = model.pair.rungsUsd.length;
  const disputeRungs = model.pair.disputeRungsUsd.length;
  const horizons = (start: number): HorizonBlocks => ({
    slowGood: start,
    slowBad: start + rungs,
    fastGood: start + 2 * rungs,
    fastBad: start + 3 * rungs,
  });
  return {
    credible: horizons(0),
    unverified: horizons(4 * rungs),
    disputes: 8 * rungs,
    liftedDisputes: 8 * rungs + disputeRungs,
    recentDisputes: 8 * rungs + 2 * disputeRungs,
    recentLiftedDisputes: 8 * rungs + 3 * disputeRungs,
    length: 8 * rungs + 4 * disputeRungs,
  };
}

export const emptyAgent = (landmarkMs: number, model: ReputationModel): AgentRow => ({
  landmarkMs,
  payers: 0,
  sums: Array<number>(agentLayout(model).length).fill(0),
});

function addQuanta(sums: number[], start: number, values: readonly number[], factor: number): void {
  for (let index = 0; index < values.length; index += 1)
    sums[start + index] = (sums[start + index] ?? 0) + Math.round((values[index] ?? 0) * factor * QUANTA);
}

function addPair(sums: number[], { pair, credibility }: RatedPair, landmarkMs: number, model: ReputationModel): void {
  const layout = agentLayout(model);
  const days = (landmarkMs - pair.atMs) / MS_PER_DAY;
  if (days < -LANDMARK_LIFE_DAYS)
    throw new RangeError(
      `The agent's row is over ${LANDMARK_LIFE_DAYS} days old: rebuild it from its pairs at a newer landmark`,
    );
  const slow = decayOver(days, model.pair.slowHalfLifeDays);
  const fast = decayOver(days, model.pair.fastHalfLifeDays);
  const parts: readonly (readonly [HorizonBlocks, number])[] = [
    [layout.credible, credibility],
    [layout.unverified, 1 - credibility],
  ];
  for (const [blocks, part] of parts) {
    addQuanta(sums, blocks.slowGood, pair.slow.good, part * slow);
    addQuanta(sums, blocks.slowGood, pair.silence, part * slow * (model.pair.silenceWeight ?? 0));
    addQuanta(sums, blocks.slowBad, pair.slow.bad, part * slow);
    addQuanta(sums, blocks.fastGood, pair.fast.good, part * fast);
    addQuanta(sums, blocks.fastBad, pair.fast.bad, part * fast);
  }
  const lift = Math.max(0, model.unverified.disputeCredibility - credibility);
  const dispute = decayOver(days, model.pair.disputeHalfLifeDays);
  addQuanta(sums, layout.disputes, pair.disputes, credibility * dispute);
  addQuanta(sums, layout.liftedDisputes, pair.disputes, lift * dispute);
  addQuanta(sums, layout.recentDisputes, pair.recentDisputes, credibility * fast);
  addQuanta(sums, layout.recentLiftedDisputes, pair.recentDisputes, lift * fast);
}

/** Builds an agent's row from all of its pairs, in any order. */
export function agentRowFrom(pairs: readonly RatedPair[], landmarkMs: number, model: ReputationModel): AgentRow {
  const sums = [...emptyAgent(landmarkMs, model).sums];
  for (const rated of pairs) addPair(sums, rated, landmarkMs, model);
  return { landmarkMs, payers: pairs.length, sums };
}

/** The row that one pair adds to its agent's row. */
export const contributionOf = (rated: RatedPair, landmarkMs: number, model: ReputationModel): AgentRow =>
  agentRowFrom([rated], landmarkMs, model);

function combined(left: AgentRow, right: AgentRow, sign: 1 | -1): AgentRow {
  if (left.landmarkMs !== right.landmarkMs)
    throw new RangeError('Rows with different landmarks cannot be added: rebuild the older one from its pairs');
  return {
    landmarkMs: left.landmarkMs,
    payers: left.payers + sign * right.payers,
    sums: left.sums.map((value, index) => value + sign * (right.sums[index] ?? 0)),
  };
}

export const addRows = (left: AgentRow, right: AgentRow): AgentRow => combined(left, right, 1);
export const subtractRows = (left: AgentRow, right: AgentRow): AgentRow => combined(left, right, -1);

/** The row to add to an agent's row after one of its pairs changed. `before` is undefined when the payer is new. */
export function changeOf(
  before: RatedPair | undefined,
  after: RatedPair,
  landmarkMs: number,
  model: ReputationModel,
): AgentRow {
  const added = contributionOf(after, landmarkMs, model);
  return before ? subtractRows(added, contributionOf(before, landmarkMs, model)) : added;
}
