import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bisect } from './bisect.ts';

const ask = (items: readonly boolean[]) => {
  let groups = 0;
  let singles = 0;
  const verdicts = bisect(
    items,
    (group) => {
      groups += 1;
      return group.every(Boolean);
    },
    (item) => {
      singles += 1;
      return item;
    },
    true,
  );
  return { verdicts, groups, singles };
};

describe('bisect', () => {
  it('gives every item the same verdict as alone', () =>
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (items) => expect(ask(items).verdicts).toEqual(items)),
    ));

  it('tests one group when all items are good', () => {
    expect(ask(Array.from({ length: 128 }, () => true))).toMatchObject({ groups: 1, singles: 0 });
  });

  it('finds one bad item among 128 with at most 13 group tests and 6 single tests', () =>
    fc.assert(
      fc.property(fc.nat(127), (bad) => {
        const { groups, singles } = ask(Array.from({ length: 128 }, (_, index) => index !== bad));
        expect(groups).toBeLessThanOrEqual(13);
        expect(singles).toBeLessThanOrEqual(6);
      }),
    ));

  it('tests at most a quarter as many groups as items when all items are bad', () => {
    const { groups, singles } = ask(Array.from({ length: 128 }, () => false));
    expect(singles).toBe(128);
    expect(groups).toBeLessThanOrEqual(32);
  });
});
