/** BN254 (alt_bn128, EIP-197): y² = x³ + 3 over Fq; its twist is y² = x³ + 3/(9+u) over Fq² = Fq[u]/(u²+1). */

/** r, the order of the groups. Public signals are below it. */
export const SCALAR_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** q, the prime of the coordinates' field. */
export const FIELD_PRIME = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** An affine point of G1. The point at infinity cannot be represented. */
export interface G1Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** c0 + c1·u */
export type Fq2 = readonly [c0: bigint, c1: bigint];

/**
 * An affine point of the twist. The point at infinity cannot be represented. A point of the twist belongs to G2 only if
 * it is also in the subgroup of order r.
 */
export interface G2Point {
  readonly x: Fq2;
  readonly y: Fq2;
}

const modQ = (value: bigint): bigint => {
  const rest = value % FIELD_PRIME;
  return rest < 0n ? rest + FIELD_PRIME : rest;
};

const multiply = (a: Fq2, b: Fq2): Fq2 => [modQ(a[0] * b[0] - a[1] * b[1]), modQ(a[0] * b[1] + a[1] * b[0])];

/** 3/(9+u) */
const TWIST_B: Fq2 = [
  19485874751759354771024239261021720505790618469301721065564631296452457478373n,
  266929791119991161246907387137283842545076965332900288569378510910307636690n,
];

export const isOnG1 = ({ x, y }: G1Point): boolean => modQ(y * y - x * x * x - 3n) === 0n;

export function isOnTwist({ x, y }: G2Point): boolean {
  const left = multiply(y, y);
  const cube = multiply(multiply(x, x), x);
  return modQ(left[0] - cube[0] - TWIST_B[0]) === 0n && modQ(left[1] - cube[1] - TWIST_B[1]) === 0n;
}
