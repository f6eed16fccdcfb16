import { expect, it } from '@jest/globals';
import { FIELD_PRIME, SCALAR_ORDER } from '../src/domain/bn254.ts';
import { LAMBDA } from '../src/verifier/batch-coefficients.ts';

/** Number-theoretic facts on which two shortcuts of the kernel depend. */

const X = 4965661367192848881n;
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

it('a point Q of the twist with [6x+2]Q + ψ(Q) − ψ²(Q) + ψ³(Q) = 0 has order r', () => {
  const trace = 6n * X * X + 1n;
  const twistOrder = SCALAR_ORDER * (2n * FIELD_PRIME - SCALAR_ORDER);
  // On the twist ψ² = tψ − p, so the sum equals a + bψ. Its norm a² + abt + b²p maps every such Q to infinity.
  const multiply = ([a, b]: [bigint, bigint], [c, d]: [bigint, bigint]): [bigint, bigint] => [
    a * c - b * d * FIELD_PRIME,
    a * d + b * c + b * d * trace,
  ];
  const psi: [bigint, bigint] = [0n, 1n];
  const square = multiply(psi, psi);
  const cube = multiply(square, psi);
  const a = 6n * X + 2n - square[0] + cube[0];
  const b = 1n - square[1] + cube[1];
  const norm = a * a + a * b * trace + b * b * FIELD_PRIME;
  expect(gcd(norm, twistOrder)).toBe(SCALAR_ORDER);
});

it('different pairs of 64-bit numbers give different coefficients', () => {
  expect((LAMBDA * LAMBDA + LAMBDA + 1n) % SCALAR_ORDER).toBe(0n);
  // If u + λv = 0, then r divides u² − uv + v², which is below 3 · 2^128 < r for |u|, |v| < 2^64, so u = v = 0.
  expect(3n * (1n << 128n)).toBeLessThan(SCALAR_ORDER);
});
