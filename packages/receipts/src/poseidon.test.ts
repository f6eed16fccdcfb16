import { describe, expect, it } from '@jest/globals';
import { fieldElement } from './field-element.ts';
import { poseidonOf1, poseidonOf2, poseidonOf4 } from './poseidon.ts';

const el = fieldElement;

describe('Poseidon', () => {
  it.each([
    // Vectors from the tests of circomlibjs and of the reference implementation.
    ['one input', poseidonOf1(el(1)), 18586133768512220936620570745912940619677854269274689475585506675881198879027n],
    [
      'two inputs',
      poseidonOf2(el(1), el(2)),
      7853200120776062878684798364095072458815029376092732009249414926327459813530n,
    ],
    [
      'four inputs',
      poseidonOf4([el(1), el(2), el(3), el(4)]),
      18821383157269793795438455681495246036402687001665670618754263018637548127333n,
    ],
  ])('gives the published hash of %s', (_name, actual, published) => expect(actual).toBe(published));
});
