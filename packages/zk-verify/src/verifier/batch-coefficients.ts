import { SCALAR_ORDER } from '../domain/bn254.ts';
import { BATCH_COEFFICIENT_BYTES, type FillRandom } from './verifier.ts';

/**
 * A cube root of 1 modulo r: (x, y) → (βx, y) with the kernel's CUBE_ROOT β multiplies points of G1 by it.
 * Coefficients u + λv with u, v of 64 bits are all different (the shortest vector of the lattice {(u, v): u + λv = 0
 * mod r} has some 2^127), so one is guessed with probability 2^-128, and multiplying by one takes 64 doublings.
 */
export const LAMBDA = 4407920970296243842393367215006156084916469457145843978461n;

/** Random coefficients as bytes for the kernel (u, v, little-endian, each 64 bits) and as scalars. */
export function drawCoefficients(count: number, fillRandom: FillRandom): { readonly bytes: Uint8Array; readonly scalars: readonly bigint[] } {
  const bytes = new Uint8Array(count * BATCH_COEFFICIENT_BYTES);
  fillRandom(bytes);
  const view = new DataView(bytes.buffer);
  const scalars = Array.from({ length: count }, (_, index) => {
    const at = index * BATCH_COEFFICIENT_BYTES;
    return (view.getBigUint64(at, true) + LAMBDA * view.getBigUint64(at + 8, true)) % SCALAR_ORDER;
  });
  return { bytes, scalars };
}
