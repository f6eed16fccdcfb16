// SPDX-License-Identifier: GPL-3.0-only
import type { LinearCombination, R1cs } from './r1cs.ts';

/** The discrete logarithms of a proving key's points. */
export type KeyScalars = {
  readonly domainSize: number;
  /** A(τ) of each wire; `b` is B(τ). */
  readonly a: readonly bigint[];
  readonly b: readonly bigint[];
  /** (β·A(τ) + α·B(τ) + C(τ)) / γ of the constant wire and the public wires, with γ = 1. */
  readonly ic: readonly bigint[];
  /** (β·A(τ) + α·B(τ) + C(τ)) / δ of the private wires. */
  readonly c: readonly bigint[];
  /** Odd Lagrange polynomials of the doubled domain at τ, over δ. snarkjs multiplies them by A·B − C on the coset. */
  readonly h: readonly bigint[];
};

export type QapPoint = { readonly tau: bigint; readonly alpha: bigint; readonly beta: bigint; readonly delta: bigint };
/** A primitive 2^power-th root of unity. The prover's library determines which of them. */
export type RootOfUnity = (power: number) => bigint;

function powMod(base: bigint, exponent: bigint, prime: bigint): bigint {
  let result = 1n;
  let square = base % prime;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}
const inverse = (value: bigint, prime: bigint) => powMod(value, prime - 2n, prime);

/** Inverts all values with one inversion (Montgomery's trick). */
function invertAll(values: readonly bigint[], prime: bigint): bigint[] {
  const prefixes: bigint[] = [];
  let product = 1n;
  for (const value of values) {
    prefixes.push(product);
    product = (product * value) % prime;
  }
  let rest = inverse(product, prime);
  const inverses = Array.from<bigint>({ length: values.length });
  for (let at = values.length - 1; at >= 0; at -= 1) {
    inverses[at] = (rest * (prefixes[at] ?? 1n)) % prime;
    rest = (rest * (values[at] ?? 1n)) % prime;
  }
  return inverses;
}

/** L_i(τ) over the domain of 2^power roots: (τ^N − 1)/N · ω^i/(τ − ω^i). */
function lagrangeAt(tau: bigint, power: number, rootOfUnity: RootOfUnity, prime: bigint): bigint[] {
  const size = 2 ** power;
  const omega = rootOfUnity(power);
  const roots: bigint[] = [];
  for (let root = 1n; roots.length < size; root = (root * omega) % prime) roots.push(root);
  const scale = ((powMod(tau, BigInt(size), prime) - 1n + prime) * inverse(BigInt(size), prime)) % prime;
  const inverses = invertAll(
    roots.map((root) => (tau - root + prime) % prime),
    prime,
  );
  return roots.map((root, at) => (((scale * root) % prime) * (inverses[at] ?? 0n)) % prime);
}

/**
 * log2 of the smallest domain with a row per constraint, and per public wire and the constant, as snarkjs adds them.
 */
const domainPower = ({ constraints, publicSignals }: R1cs): number =>
  Math.ceil(Math.log2(constraints.length + publicSignals + 1));

/** Evaluates the circuit's quadratic arithmetic program at τ (Groth 2016, section 3.2, with snarkjs's conventions). */
export function keyScalars(r1cs: R1cs, { tau, alpha, beta, delta }: QapPoint, rootOfUnity: RootOfUnity): KeyScalars {
  const { prime, wires, publicSignals, constraints } = r1cs;
  const power = domainPower(r1cs);
  const lagrange = lagrangeAt(tau, power, rootOfUnity, prime);
  const a = Array.from({ length: wires }, () => 0n);
  const b = Array.from({ length: wires }, () => 0n);
  const c = Array.from({ length: wires }, () => 0n);
  const add = (column: bigint[], terms: LinearCombination, row: bigint) => {
    for (const { wire, coefficient } of terms) column[wire] = ((column[wire] ?? 0n) + coefficient * row) % prime;
  };
  constraints.forEach((constraint, at) => {
    const row = lagrange[at] ?? 0n;
    add(a, constraint.a, row);
    add(b, constraint.b, row);
    add(c, constraint.c, row);
  });
  for (let wire = 0; wire <= publicSignals; wire += 1) {
    add(a, [{ wire, coefficient: 1n }], lagrange[constraints.length + wire] ?? 0n);
  }
  const mixed = a.map((value, wire) => (beta * value + alpha * (b[wire] ?? 0n) + (c[wire] ?? 0n)) % prime);
  const overDelta = inverse(delta, prime);
  const doubled = lagrangeAt(tau, power + 1, rootOfUnity, prime);
  return {
    domainSize: 2 ** power,
    a,
    b,
    ic: mixed.slice(0, publicSignals + 1),
    c: mixed.slice(publicSignals + 1).map((value) => (value * overDelta) % prime),
    h: doubled.filter((_, at) => at % 2 === 1).map((value) => (value * overDelta) % prime),
  };
}
