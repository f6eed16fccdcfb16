import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NEEDS } from '../needs.ts';
import { needs } from '../testing/declarations.ts';
import { BaseEnvironment, environmentOf } from './environment.ts';

const namesOf = (asked: Parameters<typeof environmentOf>[0]): readonly string[] =>
  Object.keys(environmentOf(asked).shape).toSorted();

describe('environmentOf', () => {
  it('asks for the variables of every need and for no other', () =>
    fc.assert(
      fc.property(needs, (asked) => {
        const wanted = [BaseEnvironment, ...asked.map((need) => NEEDS[need].environment)];
        const names = wanted.flatMap((schema) => Object.keys(schema.shape));
        expect(namesOf(asked)).toEqual([...new Set(names)].toSorted());
      }),
    ));

  it('takes needs in any order and more than once', () =>
    fc.assert(
      fc.property(needs, (asked) => {
        expect(namesOf([...asked.toReversed(), ...asked])).toEqual(namesOf(asked));
      }),
    ));
});
