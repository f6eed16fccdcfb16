import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SEED_DOUBLING_DAYS, seedTrustAt } from './seed-trust.ts';
import { MS_PER_DAY } from './evidence.ts';

const days = (count: number): number => Math.round(count * MS_PER_DAY);
const seedArb = fc
  .record({
    since: fc.double({ min: 0, max: 50, noNaN: true }),
    stood: fc.option(fc.double({ min: 0, max: 50, noNaN: true })),
  })
  .map(({ since, stood }) => ({ sinceMs: days(since), untilMs: stood === null ? null : days(since + stood) }));

describe('seedTrustAt', () => {
  it('doubles up to one and halves down to nothing', () => {
    const seed = { sinceMs: days(10), untilMs: days(40) };
    const at = (day: number): number => seedTrustAt(seed, days(day));
    expect([at(9), at(40), at(60), at(80)]).toEqual([0, 1, 0, 0]);
    expect(at(10)).toBeLessThan(0.001);
    for (const [day, trust] of [
      [26, 0.25],
      [28, 0.5],
      [30, 1],
      [42, 0.5],
      [44, 0.25],
    ] as const)
      expect(at(day)).toBeCloseTo(trust, 12);
  });

  it('never more than doubles or halves within a doubling time, whenever a seed is added or removed', () =>
    fc.assert(
      fc.property(
        seedArb,
        fc.double({ min: 0, max: 120, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, from, step) => {
          const [left, right] = [seedTrustAt(seed, days(from)), seedTrustAt(seed, days(from + step))];
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left).toBeLessThanOrEqual(1);
          const [low, high] = left < right ? [left, right] : [right, left];
          // At each end of the ramp, trust jumps by a thousandth, which then doubles or halves like the rest.
          expect(high).toBeLessThanOrEqual((low + 0.001) * 2 ** (step / SEED_DOUBLING_DAYS) + 1e-6);
        },
      ),
    ));
});
