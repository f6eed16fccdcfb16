import { SCALAR_ORDER } from '../domain/bn254.ts';

/** 128 bits: a batch with a bad proof passes with probability 2^-128. */
export const COEFFICIENT_BYTES = 16;

/** Fills the array with random bytes of cryptographic quality, as `crypto.getRandomValues` does. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => unknown;

/**
 * A cube root of 1 modulo r: (x, y) → (βx, y) with the kernel's CUBE_ROOT β multiplies points of G1 by it.
 * Coefficients u + λv with u, v of 64 bits are all different (the shortest vector of the lattice {(u, v): u + λv = 0
 * mod r} has some 2^127), so one is guessed with probability 2^-128, and multiplying by one takes 64 doublings.
 */
export const LAMBDA = 4407920970296243842393367215006156084916469457145843978461n;

/** The coefficient in these bytes: u, then v, little-endian, 64 bits each. */
export function coefficientAt(bytes: Uint8Array, index: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = index * COEFFICIENT_BYTES;
  return (view.getBigUint64(at, true) + LAMBDA * view.getBigUint64(at + 8, true)) % SCALAR_ORDER;
}

/** The bytes of `count` coefficients. A zero would take its proof out of the sum, so a source that gives one is broken. */
export function drawCoefficients(count: number, fillRandom: FillRandom): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * COEFFICIENT_BYTES);
  fillRandom(bytes);
  for (let index = 0; index < count; index++) {
    const one = bytes.subarray(index * COEFFICIENT_BYTES, (index + 1) * COEFFICIENT_BYTES);
    if (one.every((byte) => byte === 0)) {
      throw new Error(
        'The random source gave a zero coefficient: pass (bytes) => crypto.getRandomValues(bytes) as fillRandom.',
      );
    }
  }
  return bytes;
}
