import { describe, expect, it } from '@jest/globals';
import { afterAttack, beforeAttack, ring, slander, trustedFront, washTrading, type Plan } from './attacks.ts';
import { mean } from './baselines.ts';
import { curvesSvg } from './curves-svg.ts';
import { CURRENT_MODEL } from '../src/model/models.ts';
import { ceilingTau } from './ceiling.ts';
import { market, reportShare, STANDARD_MARKET } from './market.ts';
import { halfWidth, kendallTau, mostSoFar, percentile, usdFor } from './measures.ts';
import { areaUnderCurve, nextRatingAuc, type Rating } from './next-rating.ts';
import { clean } from './stories.ts';

const settings = { ...STANDARD_MARKET, seed: 7, agents: 30, clients: 60, events: 1_500 };
const plan: Plan = { budgetUsd: 10, wallets: 8, camouflage: 0.5, paymentUsd: 1, from: 100 };

describe('the simulated market', () => {
  it('depends on its random seed alone', () => {
    expect(clean(market(settings))).toEqual(clean(market(settings)));
    expect(clean(market({ ...settings, seed: 8 }))).not.toEqual(clean(market(settings)));
  });

  it('lets a mean order agents by quality in a market without attackers', () => {
    const { events, meta } = clean(market(settings));
    expect(kendallTau(mean(events, meta, 180), meta.quality ?? [])).toBeGreaterThan(0.3);
  });
});

describe('reports', () => {
  it('take one of their forms for successful and for failed calls', () => {
    const shares = (['implicit', 'rating', 'adjudicated', 'oracle', 'zk'] as const).flatMap((kind) =>
      [0, 1].map((y) => reportShare(kind, y)),
    );
    expect(shares.reduce((sum, { success }) => sum + success, 0)).toBeCloseTo(1, 12);
    expect(shares.reduce((sum, { failure }) => sum + failure, 0)).toBeCloseTo(1, 12);
    expect(reportShare('adjudicated', 0)).toEqual({ success: 0, failure: expect.closeTo(0.342, 9) });
  });

  it('let an ideal observer order agents better than a plain mean', () => {
    const { events, meta } = clean(market(settings));
    const ceiling = ceilingTau(settings);
    expect(ceiling).toBeGreaterThan(kendallTau(mean(events, meta, 180), meta.quality ?? []) - 0.05);
    expect(ceiling).toBeLessThan(0.95);
  });
});

describe('a client', () => {
  it('calls a few agents often and others rarely', () => {
    const { events } = market(settings);
    const counts = [...Map.groupBy(events, ({ payer }) => payer).values()].filter((calls) => calls.length >= 40);
    expect(counts.length).toBeGreaterThan(3);
    for (const calls of counts) {
      const often = [...Map.groupBy(calls, ({ agent }) => agent).values()].filter(
        (same) => same.length >= 0.05 * calls.length,
      );
      expect(often.length).toBeLessThanOrEqual(12);
      expect(often.reduce((sum, same) => sum + same.length, 0)).toBeGreaterThan(0.7 * calls.length);
    }
  });
});

describe('predicting the next rating', () => {
  it('separates users that credible raters praise from others', () => {
    const day = (index: number): number => index * 86_400_000;
    const rating = (source: string, target: string, value: number, index: number): Rating => ({
      source,
      target,
      rating: value,
      atMs: day(index),
    });
    const raters = ['a', 'b', 'c', 'd'];
    const trusted = raters.flatMap((source, i) =>
      raters.filter((target) => target !== source).map((target, j) => rating(source, target, 5, i + j)),
    );
    const judged = raters.flatMap((source, i) => [
      rating(source, 'good', 3, 20 + i),
      rating(source, 'poor', -3, 20 + i),
    ]);
    const auc = nextRatingAuc(
      [...trusted, ...judged].toSorted((x, y) => x.atMs - y.atMs),
      CURRENT_MODEL,
    );
    expect(auc.ratings).toBe(trusted.length + judged.length);
    expect(auc.first).toBe(6);
    expect(auc.ofKnown.score).toBe(1);
  });
});

describe('an attacker', () => {
  it.each([
    ['wash', washTrading],
    ['ring', ring],
    ['front', trustedFront],
    ['slander', slander],
  ] as const)('(%s) spends its budget and no more, and does not change honest trade', (_name, attack) => {
    const world = market(settings);
    const done = attack(world, plan);
    expect(done.spentUsd).toBeGreaterThan(0.5 * plan.budgetUsd);
    expect(done.spentUsd).toBeLessThan(1.1 * plan.budgetUsd);
    const before = beforeAttack(world, done).events.length;
    expect(afterAttack(world, done).events).toHaveLength(before + done.drafts.length);
  });

  it('buys the top of a plain mean for ten dollars', () => {
    const world = market(settings);
    const { events, meta } = afterAttack(world, washTrading(world, plan));
    expect(percentile(mean(events, meta, 180), settings.agents, settings.agents)).toBeGreaterThan(75);
  });
});

describe('measures', () => {
  it('agree with worked examples', () => {
    expect(kendallTau([1, 2, 3], [10, 20, 30])).toBe(1);
    expect(kendallTau([3, 2, 1], [10, 20, 30])).toBe(-1);
    expect(percentile([0.1, 0.2, 0.3, 0.2], 1, 4)).toBeCloseTo(50, 9);
    expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBe(0.75);
    expect(halfWidth([1, 3])).toBeCloseTo(1.96, 12);
    expect(mostSoFar([5, 3, 9, 2])).toEqual([5, 5, 9, 9]);
    expect(usdFor([0, 10, 60, 70, 80], 35)).toBeCloseTo(Math.sqrt(300), 6);
    expect(usdFor([0, 0, 0, 0, 0], 50)).toBe(Number.POSITIVE_INFINITY);
  });

  it('are drawn with one line for each scorer', () => {
    const svg = curvesSvg(
      'a < b',
      [
        {
          name: 'x',
          points: [
            [1, 0],
            [10, 50],
          ],
        },
      ],
      [1, 10],
    );
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(svg).toContain('a &lt; b');
  });
});
