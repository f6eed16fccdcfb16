import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contains, overlaps, parseCidr } from './cidr.ts';
import type { CidrBlock } from './cidr.ts';

const blockArb = fc
  .tuple(fc.integer({ min: 0, max: 32 }), fc.nat(2 ** 32 - 1))
  .map(([prefix, address]): [string, CidrBlock] => {
    const size = 2 ** (32 - prefix);
    const first = address - (address % size);
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return [`${octets.join('.')}/${prefix}`, { first, last: first + size - 1, prefix }];
  });

it('parses every valid block', () =>
  fc.assert(fc.property(blockArb, ([text, block]) => expect(parseCidr(text)).toEqual(block))));

it('refuses host bits', () =>
  fc.assert(
    fc.property(blockArb, ([text, { first, prefix }]) => {
      fc.pre(prefix < 32);
      const last = (first + 1) % 256;
      expect(parseCidr(text.replace(/\d+\/(\d+)$/, `${last}/$1`))).toBeUndefined();
    }),
  ));

it('accepts any text without throwing', () => fc.assert(fc.property(fc.string(), (text) => void parseCidr(text))));

it('reports an overlap symmetrically and only for blocks that contain one another', () =>
  fc.assert(
    fc.property(blockArb, blockArb, ([, a], [, b]) => {
      expect(overlaps(a, b)).toBe(overlaps(b, a));
      expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a));
    }),
  ));
