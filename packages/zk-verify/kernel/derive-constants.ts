import { FIELD_PRIME as p } from '../src/domain/bn254.ts';
import { LAMBDA } from '../src/verifier/batch-coefficients.ts';

/**
 * Every constant of the kernel, from the prime and the BN parameter alone. `build.ts` writes the result to
 * src/constants.h before it compiles.
 */

/** BN parameter: p and r are polynomials of it. */
const X = 4965661367192848881n;
const DIGIT_BITS = 51n;
const DIGITS = 5;
const R = 1n << (DIGIT_BITS * BigInt(DIGITS));

type Complex = readonly [bigint, bigint];

const mod = (value: bigint, m: bigint = p): bigint => ((value % m) + m) % m;
const multiply = (a: Complex, b: Complex): Complex => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])];

function power(base: Complex, exponent: bigint): Complex {
  let result: Complex = [1n, 0n];
  for (const bit of exponent.toString(2)) {
    result = multiply(result, result);
    if (bit === '1') result = multiply(result, base);
  }
  return result;
}

function inverse(value: bigint, m: bigint): bigint {
  let [a, b, u, v] = [mod(value, m), m, 1n, 0n];
  while (a !== 0n) {
    const q = b / a;
    [a, b, u, v] = [b - q * a, a, v - q * u, u];
  }
  return mod(v, m);
}

/** The representative nearest to zero. */
const centred = (value: bigint, m: bigint): bigint => {
  const rest = mod(value, m);
  return rest > m / 2n ? rest - m : rest;
};

/** Five digits of 51 bits, each between −2^50 and 2^50. */
function balancedDigits(value: bigint): bigint[] {
  const digits: bigint[] = [];
  let rest = value;
  for (let place = 0; place < DIGITS - 1; place++) {
    const digit = centred(rest, 1n << DIGIT_BITS);
    digits.push(digit);
    rest = (rest - digit) >> DIGIT_BITS;
  }
  return [...digits, rest];
}

const literal = (digit: bigint): string => `${digit}.0`;

/** A pair constant in Montgomery form: its digits, the two lanes of each side by side. */
function pairRow([re, im]: Complex): string {
  const left = balancedDigits(centred(re * R, p));
  const right = balancedDigits(centred(im * R, p));
  return `{${left.map((digit, place) => `${literal(digit)}, ${literal(right[place] ?? 0n)}`).join(', ')}}`;
}

/** Non-adjacent form of a width (2 is the usual one), most significant digit first. */
function nonAdjacentForm(value: bigint, width: bigint): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 1n) {
    const digit = rest & 1n ? centred(rest, 1n << width) : 0n;
    digits.push(Number(digit));
    rest -= digit;
  }
  return digits.reverse();
}

const XI: Complex = [9n, 1n];
const both = (value: bigint): Complex => [value, value];

function frobeniusTable(times: 1 | 2 | 3): Complex[] {
  return Array.from({ length: 6 }, (_, index) => power(XI, (BigInt(index) * (p ** BigInt(times) - 1n)) / 6n));
}

/** [lambda](x, y) = (root x, y) for the lambda of batch-coefficients.ts: found on the generator (1, 2). */
function cubeRootOfOne(): bigint {
  const roots = [2n, 3n, 5n, 7n].map((base) => power([base, 0n], (p - 1n) / 3n)[0]).filter((root) => root !== 1n);
  const root = roots[0] ?? 1n;
  return generatorTimes(LAMBDA) === root ? root : mod(root * root);
}

/** x of scalar times (1, 2). */
function generatorTimes(scalar: bigint): bigint {
  let [x, y] = [1n, 2n];
  for (const bit of scalar.toString(2).slice(1)) {
    const tangent = 3n * x * x * inverse(2n * y, p);
    const doubled = mod(tangent * tangent - 2n * x);
    [x, y] = [doubled, mod(tangent * (x - doubled) - y)];
    if (bit === '0') continue;
    const chord = (y - 2n) * inverse(x - 1n, p);
    const sum = mod(chord * chord - x - 1n);
    [x, y] = [sum, mod(chord * (1n - sum) - 2n)];
  }
  return x;
}

const table = (name: string, rows: readonly string[]): string =>
  `static const double ${name}[${rows.length}][10] __attribute__((aligned(16))) = {\n  ${rows.join(',\n  ')}};`;

const naf = nonAdjacentForm(6n * X + 2n, 2n);
const window = nonAdjacentForm(X, 4n);
/** 2^204/p times 2^120, so that the quotient of the literals below is right to the last bit of a double. */
const reciprocal = (1n << 324n) / p;

/** The text of src/constants.h. */
export function constantsHeader(): string {
  return `/* Written by derive-constants.ts; change that. */
#ifndef CONSTANTS_H
#define CONSTANTS_H

/* p in balanced digits. */
#define PRIME_DIGITS {${balancedDigits(p).map(literal).join(', ')}}

/* -1/p mod 2^51, balanced. */
#define MONTGOMERY_FACTOR ${literal(centred(-inverse(p, 1n << DIGIT_BITS), 1n << DIGIT_BITS))}
/* p in limbs of 30 bits, and 1/p mod 2^30. */
#define PRIME_LIMBS {${Array.from({ length: 9 }, (_, limb) => (p >> (30n * BigInt(limb))) & (2n ** 30n - 1n)).join(', ')}}
#define PRIME_INVERSE_30 ${inverse(p, 1n << 30n)}u
/* 2^204/p */
#define PRIME_RECIPROCAL (${reciprocal}.0 * 0x1p-120)
/* p/2^204, p/R, rounded up; for the bounds only. */
#define PRIME_TOP ${literal((p >> 204n) + 1n)}
#define PRIME_OVER_R ${Number((p * 10n ** 15n) / R + 1n) / 1e15}

/* 1 in both lanes, 1 as an element of Fp2; R and R^2, with which products bring numbers into Montgomery form. */
${table('ONE_BOTH', [pairRow(both(1n))])}
${table('ONE', [pairRow([1n, 0n])])}
${table('MONTGOMERY_SQUARE', [pairRow(both(R))])}
${table('MONTGOMERY_CUBE', [pairRow(both(R * R))])}
/* b of the twist, 3/(9+u); b of G1, 3. */
${table('TWIST_B', [pairRow(multiply([3n, 0n], [mod(9n * inverse(82n, p)), mod(-inverse(82n, p))]))])}
${table('THREE_BOTH', [pairRow(both(3n))])}

/* xi^(i(p^k - 1)/6): the Frobenius map of the coefficient of w^i. */
${([1, 2, 3] as const).map((times) => table(`FROBENIUS_${times}`, frobeniusTable(times).map(pairRow))).join('\n')}

/* 6x + 2 in non-adjacent form, the leading 1 left out. */
#define LOOP_LENGTH ${naf.length - 1}
static const signed char LOOP_DIGITS[LOOP_LENGTH] = {${naf.slice(1).join(', ')}};
/* Lines of one Miller loop: one for each doubling, one for each nonzero digit, two for the Frobenius images. */
#define LINE_COUNT ${naf.length - 1 + naf.slice(1).filter((digit) => digit !== 0).length + 2}

/* x in width-4 non-adjacent form, the leading digit first: odd digits up to 7 and zeros. */
#define PARAMETER_LENGTH ${window.length}
static const signed char PARAMETER_DIGITS[PARAMETER_LENGTH] = {${window.join(', ')}};
/* A cube root of 1 in Fp: (x, y) -> (CUBE_ROOT x, y) multiplies by LAMBDA, see batch coefficients in the host. */
${table('CUBE_ROOT', [pairRow(both(cubeRootOfOne()))])}

#endif
`;
}
