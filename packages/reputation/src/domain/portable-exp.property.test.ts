import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decayOver, portableExp } from './portable-exp.ts';

describe('portableExp', () => {
  it('agrees with the engine to two units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709, noNaN: true }), (x) => {
        const expected = Math.exp(x);
        expect(Math.abs(portableExp(x) - expected)).toBeLessThanOrEqual(2 * Number.EPSILON * expected);
      }),
      { numRuns: 20_000 },
    );
  });

  it('is exact where the result is exact', () => {
    expect(portableExp(0)).toBe(1);
    expect(portableExp(-1_000)).toBe(0);
    expect(portableExp(1_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('never rises when its argument falls', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 0, noNaN: true }),
        fc.double({ min: -50, max: 0, noNaN: true }),
        (x, y) => {
          const [low, high] = x < y ? [x, y] : [y, x];
          expect(portableExp(low)).toBeLessThanOrEqual(portableExp(high));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('halves in a half-life and grows back', () => {
    expect(decayOver(5, 5)).toBe(0.5);
    expect(decayOver(-10, 5)).toBeCloseTo(4, 12);
  });
});
