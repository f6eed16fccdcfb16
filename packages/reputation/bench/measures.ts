import {
  afterAttack,
  allAtOnce,
  beforeAttack,
  ring,
  slander,
  trustedFront,
  washTrading,
  type Attack,
  type Plan,
} from './attacks.ts';
import type { Scorer } from './baselines.ts';
import { market, type Market, type MarketSettings, type Scenario } from './market.ts';
import { clean, DROP_AT, drops, NEWCOMER_ARRIVES, newcomers, THEFT_USD, valueImbalance, whitewash } from './stories.ts';

/** One row of the benchmark's table. Gains are percentile points of rank. */
export interface Measures {
  readonly tauClean: number;
  readonly tauAttacked: number;
  /** τ under frugal attackers, which pay themselves little and buy as much as they can from honest agents. */
  readonly tauAttackedFrugally: number;
  readonly wash: readonly number[];
  readonly ring: readonly number[];
  /**
   * Gains of lavish attackers only. They spend all money that they do not need for credibility on payments to
   * themselves.
   */
  readonly washLavish: readonly number[];
  readonly ringLavish: readonly number[];
  readonly front: readonly number[];
  readonly aged: readonly number[];
  readonly slander: number;
  readonly whitewash: number;
  readonly newcomerDays: number;
  readonly dropDays: number;
  readonly stolenUsd: number;
}

/** Measures with one gain for each budget. */
type GainSeries = 'wash' | 'ring' | 'washLavish' | 'ringLavish' | 'front' | 'aged';

export const BUDGETS_USD = [1, 10, 30, 45, 100] as const;
const SLANDER_BUDGET_USD = 10;
const TOP = 80;
const BOTTOM = 50;
const NEVER_NOTICED_DAYS = 20;

/** Kendall's τ-b (Kendall 1945), 1 for equal orders. */
export function kendallTau(left: readonly number[], right: readonly number[]): number {
  let balance = 0;
  let untiedLeft = 0;
  let untiedRight = 0;
  for (let i = 0; i < right.length; i += 1)
    for (let j = 0; j < i; j += 1) {
      const x = Math.sign((left[i] ?? 0) - (left[j] ?? 0));
      const y = Math.sign((right[i] ?? 0) - (right[j] ?? 0));
      balance += x * y;
      untiedLeft += x * x;
      untiedRight += y * y;
    }
  return untiedLeft > 0 && untiedRight > 0 ? balance / Math.sqrt(untiedLeft * untiedRight) : 0;
}

/** Percentile of an agent among the market's own agents. Ties count half. */
export function percentile(scores: readonly number[], agent: number, among: number): number {
  let below = 0;
  let others = 0;
  for (let other = 0; other < among; other += 1) {
    if (other === agent) continue;
    others += 1;
    const difference = (scores[agent] ?? 0) - (scores[other] ?? 0);
    below += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
  }
  return (100 * below) / others;
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const atEnd = (scorer: Scorer, { events, meta }: Scenario): readonly number[] =>
  scorer(events, meta, meta.queries.at(-1) ?? 0);

/** Average gain of an attack's targets. `before` holds the scores of the market without the attack. */
function gainOf(scorer: Scorer, world: Market, attack: Attack, before: readonly number[]): number {
  const among = world.settings.agents;
  const after = atEnd(scorer, afterAttack(world, attack));
  return average(attack.targets.map((target) => percentile(after, target, among) - percentile(before, target, among)));
}

type Grid = readonly (readonly [wallets: number, camouflage: number, paymentUsd: number])[];
const LAVISH_WASH: Grid = [
  [10, 0.2, 1],
  [20, 0.2, 1],
  [3, 0.9, 1],
  [10, 0.6, 1],
  [20, 0.7, 1],
  [40, 0.5, 0.1],
  [50, 0, 0.01],
];
/**
 * Frugal plans spend nearly the whole budget on credibility. Payments of the attacker to itself only fill the ladder.
 */
const FRUGAL_WASH: Grid = [
  [4, 0.95, 0.5],
  [8, 0.98, 0.5],
  [12, 0.98, 0.5],
  [15, 0.97, 1],
];
const LAVISH_RING: Grid = [
  [8, 0.25, 1],
  [8, 0.5, 1],
  [4, 0.8, 1],
  [16, 0.7, 1],
];
const FRUGAL_RING: Grid = [
  [4, 0.95, 0.5],
  [8, 0.97, 0.3],
  [16, 0.93, 0.3],
];
const FRONT_GRID: Grid = [
  [8, 0.4, 1],
  [20, 0.5, 0.5],
  [20, 0.3, 2],
];
const SLANDER_GRID: Grid = [
  [200, 0, 0.01],
  [100, 0.3, 0.01],
  [20, 0.5, 0.01],
];

const plans = (grid: Grid, budgetUsd: number, from = 100): Plan[] =>
  grid.map(([wallets, camouflage, paymentUsd]) => ({ budgetUsd, wallets, camouflage, paymentUsd, from }));

/** Best gain up to each budget, because an attacker need not spend all of its budget. */
export const mostSoFar = (gains: readonly number[]): number[] =>
  gains.map((_, index) => Math.max(...gains.slice(0, index + 1)));

type AttackBy = (world: Market, plan: Plan) => Attack;

/** Gain of each plan. Plans of one grid share their honest trade, so they share the market without the attack. */
function gainsOf(scorer: Scorer, world: Market, attack: AttackBy, grid: readonly Plan[]): number[] {
  const attacks = grid.map((plan) => attack(world, plan));
  const [first] = attacks;
  if (!first) throw new RangeError('A grid has at least one plan');
  const before = atEnd(scorer, beforeAttack(world, first));
  return attacks.map((each) => gainOf(scorer, world, each, before));
}

/** Largest gain of any plan of the grid against this scorer. */
const bestGain = (scorer: Scorer, world: Market, attack: AttackBy, grid: Grid, budgetUsd: number, from = 100): number =>
  Math.max(...gainsOf(scorer, world, attack, plans(grid, budgetUsd, from)));

/** For each target, the days from `start` to the first query at which `reached` holds for its percentile. */
function daysUntil(
  scorer: Scorer,
  { events, meta }: Scenario,
  start: number,
  limit: number,
  among: number,
  reached: (percentile: number) => boolean,
): number {
  const days = new Map<number, number>();
  for (const t of meta.queries.filter((query) => query <= start + limit)) {
    const scores = scorer(events, meta, t);
    for (const target of meta.targets)
      if (!days.has(target) && reached(percentile(scores, target, among))) days.set(target, t - start);
    if (days.size === meta.targets.length) break;
  }
  return average(meta.targets.map((target) => days.get(target) ?? limit));
}

function stolenFrom(scorer: Scorer, { events, meta }: Scenario, among: number): number {
  const hired = meta.queries.filter((t) => percentile(scorer(events, meta, t), meta.targets[0] ?? 0, among) >= TOP);
  return THEFT_USD * hired.length;
}

function everything(world: Market, ownWash: Grid[number], ownRing: Grid[number]): Scenario {
  const [wash] = plans([ownWash], 10);
  const [rings] = plans([ownRing], 10);
  const [front] = plans([[8, 0.4, 1]], 10);
  const [complaints] = plans([[200, 0, 0.01]], 10);
  if (!wash || !rings || !front || !complaints) throw new RangeError('A plan is missing from the grid');
  return allAtOnce(world, [
    washTrading(world, wash),
    ring(world, rings),
    trustedFront(world, front),
    slander(world, complaints),
  ]);
}

const larger = (left: readonly number[], right: readonly number[]): number[] =>
  left.map((gain, index) => Math.max(gain, right[index] ?? gain));

export function measure(scorer: Scorer, settings: MarketSettings): Measures {
  const world = market(settings);
  const among = settings.agents;
  const attacked = everything(world, [10, 0.6, 1], [4, 0.8, 1]);
  const frugally = everything(world, [4, 0.95, 0.5], [4, 0.95, 0.5]);
  const white = atEnd(scorer, whitewash(world));
  const gains = (attack: AttackBy, grid: Grid, from?: number): number[] =>
    mostSoFar(BUDGETS_USD.map((usd) => bestGain(scorer, world, attack, grid, usd, from)));
  const washLavish = gains(washTrading, LAVISH_WASH);
  const ringLavish = gains(ring, LAVISH_RING);
  return {
    tauClean: kendallTau(atEnd(scorer, clean(world)), world.quality),
    tauAttacked: kendallTau(atEnd(scorer, attacked), attacked.meta.quality ?? []),
    tauAttackedFrugally: kendallTau(atEnd(scorer, frugally), frugally.meta.quality ?? []),
    wash: larger(washLavish, gains(washTrading, FRUGAL_WASH)),
    ring: larger(ringLavish, gains(ring, FRUGAL_RING)),
    washLavish,
    ringLavish,
    front: gains(trustedFront, FRONT_GRID),
    aged: gains(washTrading, [...LAVISH_WASH, ...FRUGAL_WASH], 0),
    slander: -Math.min(...gainsOf(scorer, world, slander, plans(SLANDER_GRID, SLANDER_BUDGET_USD))),
    whitewash: percentile(white, among + 1, among) - percentile(white, among, among),
    newcomerDays: daysUntil(scorer, newcomers(world), NEWCOMER_ARRIVES, 90, among, (rank) => rank >= TOP),
    dropDays: daysUntil(scorer, drops(world), DROP_AT, NEVER_NOTICED_DAYS, among, (rank) => rank < BOTTOM),
    stolenUsd: stolenFrom(scorer, valueImbalance(world), among),
  };
}

/** Averages the measures of several markets. */
export function averaged(all: readonly Measures[]): Measures {
  const of = (key: Exclude<keyof Measures, GainSeries>): number => average(all.map((each) => each[key]));
  const series = (key: GainSeries): number[] =>
    BUDGETS_USD.map((_, index) => average(all.map((each) => each[key][index] ?? 0)));
  return {
    tauClean: of('tauClean'),
    tauAttacked: of('tauAttacked'),
    tauAttackedFrugally: of('tauAttackedFrugally'),
    wash: series('wash'),
    ring: series('ring'),
    washLavish: series('washLavish'),
    ringLavish: series('ringLavish'),
    front: series('front'),
    aged: series('aged'),
    slander: of('slander'),
    whitewash: of('whitewash'),
    newcomerDays: of('newcomerDays'),
    dropDays: of('dropDays'),
    stolenUsd: of('stolenUsd'),
  };
}

/** Half the width of the 95 % interval of a mean over markets, by the normal approximation. */
export function halfWidth(values: readonly number[]): number {
  const centre = average(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return 1.96 * Math.sqrt(variance / values.length);
}

/**
 * Budget in USD at which a series of gains crosses a mark, interpolated on a logarithmic scale; Infinity if it never
 * does.
 */
export function usdFor(gains: readonly number[], mark: number): number {
  for (const [index, gain] of gains.entries()) {
    if (gain < mark) continue;
    const usd = BUDGETS_USD[index] ?? 0;
    const belowUsd = BUDGETS_USD[index - 1];
    if (belowUsd === undefined) return usd;
    const below = gains[index - 1] ?? 0;
    const part = (mark - below) / (gain - below);
    return Math.exp(Math.log(belowUsd) + part * (Math.log(usd) - Math.log(belowUsd)));
  }
  return Number.POSITIVE_INFINITY;
}
