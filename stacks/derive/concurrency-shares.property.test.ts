import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sharesOf } from './concurrency-shares.ts';

const sharersArb = fc
  .array(fc.record({ weight: fc.integer({ min: 1, max: 5 }), least: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((all) => all.map((each, index) => ({ ...each, id: `f${index}` })));

it('divides the total exactly and gives no sharer less than its least', () =>
  fc.assert(
    fc.property(sharersArb, fc.integer({ min: 1, max: 500 }), (sharers, total) => {
      const least = sharers.reduce((sum, each) => sum + each.least, 0);
      const shares = sharesOf(sharers, total);
      if (shares === undefined) return expect(least).toBeGreaterThan(total);
      expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBe(total);
      for (const each of sharers) expect(shares.get(each.id)).toBeGreaterThanOrEqual(each.least);
    }),
  ));

it('gives a heavier sharer no less than a lighter one, within one unit of rounding', () =>
  fc.assert(
    fc.property(sharersArb, fc.integer({ min: 200, max: 500 }), (sharers, total) => {
      const shares = sharesOf(sharers, total) ?? new Map<string, number>();
      const above = (id: string, least: number) => (shares.get(id) ?? 0) - least;
      for (const one of sharers)
        for (const other of sharers)
          if (one.weight >= other.weight)
            expect(above(one.id, one.least)).toBeGreaterThanOrEqual(above(other.id, other.least) - 1);
    }),
  ));

it('is deterministic', () =>
  fc.assert(
    fc.property(sharersArb, fc.integer({ min: 1, max: 500 }), (sharers, total) =>
      expect([...(sharesOf(sharers, total) ?? [])]).toEqual([...(sharesOf([...sharers], total) ?? [])]),
    ),
  ));
