import { STANDARD_MARKET, type MarketSettings } from './market.ts';

/** Random seeds of the markets that docs/reputation.md reports. */
export const REPORTED_SEEDS: readonly number[] = [
  9101, 9102, 9103, 9104, 9105, 9106, 9107, 9108, 9109, 9110, 9111, 9112,
];

/** Markets differ in their random seed, and in the share of trust seeds and the fee of a settlement. */
export const worldsOf = (seeds: readonly number[]): readonly MarketSettings[] =>
  seeds.map((seed, index) => ({
    ...STANDARD_MARKET,
    seed,
    trustSeedShare: [0.05, 0.03, 0.1][index % 3] ?? 0.05,
    feeUsd: [0.001, 0.001, 0.0005][index % 3] ?? 0.001,
  }));
