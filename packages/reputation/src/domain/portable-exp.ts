const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;
const UNDERFLOW = -708;
const OVERFLOW = 709;

function scaledByPowerOfTwo(value: number, exponent: number): number {
  let scaled = value;
  const step = exponent < 0 ? 0.5 : 2;
  for (let left = Math.abs(exponent); left > 0; left -= 1) scaled *= step;
  return scaled;
}

/**
 * e^x within one unit in the last place, from additions, multiplications and divisions alone. ECMA-262 leaves the
 * results of `Math.exp` and `**` to the engine, and engines differ. IEEE 754 fixes these operations, so a score
 * computed from public evidence has the same bits everywhere. Below −708 the result is 0, above 709 it is Infinity.
 * Source: fdlibm `e_exp.c` (Sun Microsystems, 1993), Remez polynomial of order 5.
 */
export function portableExp(x: number): number {
  if (x < UNDERFLOW) return 0;
  if (x > OVERFLOW) return Number.POSITIVE_INFINITY;
  const exponent = Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
  const high = x - exponent * LN2_HIGH;
  const low = exponent * LN2_LOW;
  const reduced = high - low;
  const square = reduced * reduced;
  const c = reduced - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  const fraction = 1 - (low - (reduced * c) / (2 - c) - high);
  return scaledByPowerOfTwo(fraction, exponent);
}

const LN2 = 0.6931471805599453;

/** 2^(−elapsed / halfLife): the remaining share of a quantity. A negative elapsed time gives the growth back. */
export const decayOver = (elapsed: number, halfLife: number): number => portableExp((-LN2 * elapsed) / halfLife);
