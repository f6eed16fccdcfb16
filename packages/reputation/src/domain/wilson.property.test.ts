import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { wilsonInterval } from './wilson.ts';

const massArb = fc.double({ min: 0.01, max: 1e4, noNaN: true });
const zArb = fc.double({ min: 0.1, max: 3, noNaN: true });

describe('wilsonInterval', () => {
  it('gives the published interval of five successes in ten trials at 95 %', () => {
    const { low, mean, high } = wilsonInterval(5, 5, 1.959964);
    expect(mean).toBe(0.5);
    expect(low).toBeCloseTo(0.2366, 4);
    expect(high).toBeCloseTo(0.7634, 4);
  });

  it('has ends at which the mean is z standard errors away, which is how Wilson defines them', () => {
    fc.assert(
      fc.property(massArb, massArb, zArb, (good, bad, z) => {
        const { low, mean, high } = wilsonInterval(good, bad, z);
        for (const end of [low, high]) {
          const spread = z * Math.sqrt((end * (1 - end)) / (good + bad));
          expect(Math.abs(Math.abs(mean - end) - spread)).toBeLessThan(1e-6);
        }
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
      }),
    );
  });

  it('mirrors the interval where good and bad change places', () => {
    fc.assert(
      fc.property(massArb, massArb, zArb, (good, bad, z) => {
        const [one, other] = [wilsonInterval(good, bad, z), wilsonInterval(bad, good, z)];
        expect(one.low).toBeCloseTo(1 - other.high, 9);
      }),
    );
  });

  it('stays within 0..1 where all evidence is good or all is bad', () => {
    fc.assert(
      fc.property(massArb, zArb, (mass, z) => {
        expect(wilsonInterval(mass, 0, z).high).toBe(1);
        expect(wilsonInterval(0, mass, z).low).toBe(0);
      }),
    );
  });
});
