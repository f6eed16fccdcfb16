import { expect, it } from '@jest/globals';
import { FIELD_PRIME, SCALAR_ORDER } from '../src/domain/bn254.ts';
import { LAMBDA } from '../src/verifier/batch-coefficients.ts';

/** The number theory that two shortcuts of the kernel rest on. */

const X = 4965661367192848881n;
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

it('a point of the twist with [6x+2]Q + ψ(Q) − ψ²(Q) + ψ³(Q) = 0 has order r', () => {
  const trace = 6n * X * X + 1n;
  const twistOrder = SCALAR_ORDER * (2n * FIELD_PRIME - SCALAR_ORDER);
  // ψ² = tψ − p on the twist, so the sum is a + bψ, and its norm a² + abt + b²p sends every such Q to infinity.
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

it('different pairs of 64-bit numbers are different coefficients', () => {
  expect((LAMBDA * LAMBDA + LAMBDA + 1n) % SCALAR_ORDER).toBe(0n);
  // u + λv = 0 makes u² − uv + v² a multiple of r; of differences below 2^64 only zero is that small.
  expect(3n * (1n << 128n)).toBeLessThan(SCALAR_ORDER);
});
