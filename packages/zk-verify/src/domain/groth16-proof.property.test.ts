import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { trapdoorKey } from '../../test/trapdoor-key.ts';
import { FIELD_PRIME, SCALAR_ORDER } from './bn254.ts';
import { parseProof } from './groth16-proof.ts';

const honest = trapdoorKey(3, 1n).prove();
const text = JSON.stringify(honest);

const jsonIn = (changed: string): unknown => {
  try {
    return JSON.parse(changed);
  } catch {
    return undefined;
  }
};

const below = (limit: bigint): fc.Arbitrary<string> => fc.bigInt({ min: 0n, max: limit - 1n }).map(String);
const coordinate = below(FIELD_PRIME);
const pair = fc.tuple(coordinate, coordinate);
const wellFormed = fc.record({
  proof: fc.record({
    pi_a: fc.tuple(coordinate, coordinate, fc.constant('1')),
    pi_b: fc.tuple(pair, pair, fc.constant(['1', '0'])),
    pi_c: fc.tuple(coordinate, coordinate, fc.constant('1')),
    protocol: fc.constant('groth16'),
    curve: fc.constant('bn128'),
  }),
  publicSignals: fc.array(below(SCALAR_ORDER), { minLength: 3, maxLength: 3 }),
});

describe('parseProof', () => {
  it('keeps every value of a well-formed proof and accepts one spelling of it', () =>
    fc.assert(
      fc.property(wellFormed, (input) => {
        const read = parseProof(input, 3);
        if (!read.ok) throw new Error(`${read.error.path}: ${read.error.reason}`);
        const { a, b, c, publicSignals } = read.value;
        const spelt = {
          proof: {
            ...input.proof,
            pi_a: [a.x, a.y, 1n].map(String),
            pi_b: [b.x.map(String), b.y.map(String), ['1', '0']],
            pi_c: [c.x, c.y, 1n].map(String),
          },
          publicSignals: publicSignals.map(String),
        };
        expect(spelt).toEqual(input);
      }),
    ));

  it('returns a refusal for arbitrary input and never throws', () =>
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true, withObjectString: true }),
        (input) => {
          expect(parseProof(input, 3).ok).toBe(false);
          expect(parseProof({ proof: input, publicSignals: input }, 3).ok).toBe(false);
          expect(parseProof({ ...honest, proof: { ...honest.proof, pi_b: input } }, 3).ok).toBe(false);
          expect(parseProof({ ...honest, publicSignals: [input, '0', '0'] }, 3).ok).toBe(
            typeof input === 'string' && /^(?:0|[1-9]\d{0,70})$/.test(input),
          );
        },
      ),
    ));

  it('reads changed JSON text as another proof or refuses it', () =>
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, noise) => {
        const read = parseProof(jsonIn(text.slice(0, at) + noise + text.slice(at + noise.length)), 3);
        if (read.ok && text.slice(at, at + noise.length) !== noise) expect(read).not.toEqual(parseProof(honest, 3));
      }),
      { numRuns: 1000 },
    ));
});
