import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decode, encode, unknown } from './msgpack.ts';
import type { Value } from './msgpack.ts';

const { value: valueArb } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>(null, true, false, unknown),
    fc.string({ unit: 'binary' }).map((text): Value => text.toWellFormed()),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

it('decodes what it encodes', () =>
  fc.assert(fc.property(valueArb, (value) => expect(decode(encode(value))).toEqual(value))));

it.each<[string, number[], Value]>([
  ['a small number', [0x07], 7],
  ['a negative one', [0xff], -1],
  ['a short string', [0xa2, 0x68, 0x69], 'hi'],
  ['an unknown with refinements', [0xc7, 0x01, 0x0c, 0x80], unknown],
  ['a big number', [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 18_446_744_073_709_551_615n],
  ['a map', [0x81, 0xa1, 0x61, 0x92, 0x01, 0xc3], { a: [1, true] }],
])('decodes %s as other encoders write it', (_, bytes, value) => expect(decode(Uint8Array.from(bytes))).toEqual(value));
