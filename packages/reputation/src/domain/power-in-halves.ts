/**
 * Computes x^(halves / 2) from multiplications and a square root only. IEEE 754 defines their results exactly, so every
 * engine gives the same bits.
 */
export function powerInHalves(x: number, halves: number): number {
  let power = halves % 2 === 1 ? Math.sqrt(x) : 1;
  for (let left = halves >> 1; left > 0; left -= 1) power *= x;
  return power;
}
