// SPDX-License-Identifier: GPL-3.0-only
import type { Constraint, LinearCombination } from './r1cs.ts';

/** snarkjs's section numbers in a Groth16 proving key. */
export const SECTION = {
  protocol: 1,
  header: 2,
  ic: 3,
  coefficients: 4,
  a: 5,
  b1: 6,
  b2: 7,
  c: 8,
  h: 9,
  contributions: 10,
} as const;
export type Section = { readonly id: number; readonly bytes: Uint8Array };

const FIELD_BYTES = 32;
const COEFFICIENT_BYTES = 12 + FIELD_BYTES;

export function littleEndian(value: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(FIELD_BYTES));
  for (let word = 0; word < 4; word += 1)
    view.setBigUint64(word * 8, BigInt.asUintN(64, value >> BigInt(word * 64)), true);
  return new Uint8Array(view.buffer);
}

export function uint32s(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, at) => view.setUint32(at * 4, value, true));
  return new Uint8Array(view.buffer);
}

/**
 * Matrices A and B row by row with coefficients times R² (R = 2^256), then one row per public wire and the constant.
 */
export function coefficientsSection(
  constraints: readonly Constraint[],
  publicSignals: number,
  prime: bigint,
): Uint8Array {
  const rSquared = (1n << 512n) % prime;
  const encoded = new Map<bigint, Uint8Array>();
  const bytesOf = (coefficient: bigint) => {
    const known = encoded.get(coefficient) ?? littleEndian((coefficient * rSquared) % prime);
    encoded.set(coefficient, known);
    return known;
  };
  const count = constraints.reduce((sum, { a, b }) => sum + a.length + b.length, publicSignals + 1);
  const bytes = new Uint8Array(4 + count * COEFFICIENT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  let at = 4;
  const write = (matrix: number, row: number, terms: LinearCombination) => {
    for (const { wire, coefficient } of terms) {
      view.setUint32(at, matrix, true);
      view.setUint32(at + 4, row, true);
      view.setUint32(at + 8, wire, true);
      bytes.set(bytesOf(coefficient), at + 12);
      at += COEFFICIENT_BYTES;
    }
  };
  constraints.forEach(({ a, b }, row) => {
    write(0, row, a);
    write(1, row, b);
  });
  for (let wire = 0; wire <= publicSignals; wire += 1) write(0, constraints.length + wire, [{ wire, coefficient: 1n }]);
  return bytes;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** iden3's binary file format: magic, version 1, then each section with its number and its length. */
export function zkeyFile(sections: readonly Section[]): Uint8Array {
  const framed = sections.flatMap(({ id, bytes }) => {
    const head = new DataView(new ArrayBuffer(12));
    head.setUint32(0, id, true);
    head.setBigUint64(4, BigInt(bytes.length), true);
    return [new Uint8Array(head.buffer), bytes];
  });
  return concatBytes([new TextEncoder().encode('zkey'), uint32s(1, sections.length), ...framed]);
}
