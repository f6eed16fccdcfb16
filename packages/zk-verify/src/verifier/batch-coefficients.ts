import { SCALAR_ORDER } from '../domain/bn254.ts';

/** Size of a coefficient. With 128 bits, a batch that contains an invalid proof passes with probability 2^-128. */
export const COEFFICIENT_BYTES = 16;

/** Fills the array with cryptographically secure random bytes, as `crypto.getRandomValues` does. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => unknown;

/**
 * λ, a cube root of 1 modulo r. The map (x, y) → (βx, y), with the kernel's CUBE_ROOT as β, multiplies points of G1 by
 * λ. Coefficients u + λv with 64-bit u and v are pairwise different, because the shortest vector of the lattice {(u,
 * v): u + λv = 0 mod r} has a length of about 2^127. A coefficient is therefore guessed with probability 2^-128, and
 * multiplying by it takes 64 doublings.
 */
export const LAMBDA = 4407920970296243842393367215006156084916469457145843978461n;

/** Decodes the coefficient at `index`: u, then v, 64 bits each, little-endian. */
export function coefficientAt(bytes: Uint8Array, index: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = index * COEFFICIENT_BYTES;
  return (view.getBigUint64(at, true) + LAMBDA * view.getBigUint64(at + 8, true)) % SCALAR_ORDER;
}

/**
 * Draws the bytes of `count` coefficients. Throws on a zero coefficient, which would drop its proof from the sum and is
 * so improbable that it shows a broken random source.
 */
export function drawCoefficients(count: number, fillRandom: FillRandom): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * COEFFICIENT_BYTES);
  fillRandom(bytes);
  for (let index = 0; index < count; index++) {
    const one = bytes.subarray(index * COEFFICIENT_BYTES, (index + 1) * COEFFICIENT_BYTES);
    if (one.every((byte) => byte === 0)) {
      throw new Error(
        'The random source returned a zero coefficient: pass (bytes) => crypto.getRandomValues(bytes) as fillRandom.',
      );
    }
  }
  return bytes;
}
