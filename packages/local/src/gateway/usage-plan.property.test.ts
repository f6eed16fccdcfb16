import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createThrottle, draw, fullBucket } from './usage-plan.ts';

const plans = fc.record({
  ratePerSecond: fc.integer({ min: 1, max: 1_000 }),
  burst: fc.integer({ min: 1, max: 1_000 }),
});

describe('the throttle of the usage plan', () => {
  it('admits no more requests in any interval than the burst and the rate allow', () =>
    fc.assert(
      fc.property(plans, fc.array(fc.nat(50), { maxLength: 300 }), (plan, pauses) => {
        let [now, passed] = [0, 0];
        let bucket = fullBucket(plan, now);
        for (const pause of pauses) {
          now += pause;
          const drawn = draw(plan, bucket, now);
          ({ bucket } = drawn);
          if (drawn.waitMs === 0) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(plan.burst + (now / 1_000) * plan.ratePerSecond + 1e-6);
      }),
    ));

  it('answers a delay after which the next request passes', () =>
    fc.assert(
      fc.property(plans, fc.double({ min: 0, max: 0.99, noNaN: true }), (plan, tokens) => {
        const { waitMs } = draw(plan, { tokens, atMs: 0 }, 0);
        expect(waitMs).toBeGreaterThan(0);
        expect(draw(plan, { tokens, atMs: 0 }, waitMs + 1e-6).waitMs).toBe(0);
      }),
    ));

  it('limits each caller on its own', () => {
    const throttle = createThrottle({ ratePerSecond: 1, burst: 1 }, () => 0);
    expect([throttle.admit('a'), throttle.admit('b')]).toEqual([0, 0]);
    expect(throttle.admit('a')).toBe(1_000);
  });
});
