import { bn254 } from '@noble/curves/bn254.js';
import { readG2, seededScalars, g2Json, type G2Json } from './trapdoor-key.ts';

/** Points of the twist outside G2, whose index in the twist is h₂ = 10069 · 5864401 · … */
const { Fp, Fp2 } = bn254.fields;
const G2 = bn254.G2.Point;
type G2Like = InstanceType<typeof G2>;

const TWIST_COFACTOR = 0x30644e72e131a029b85045b68181585e06ceecda572a2489345f2299c0f9fa8dn;
export const SMALL_ORDERS = [10069n, 5864401n] as const;

function timesUnchecked(point: G2Like, scalar: bigint): G2Like {
  let sum = G2.ZERO;
  for (const bit of scalar.toString(2)) {
    sum = sum.double();
    if (bit === '1') sum = sum.add(point);
  }
  return sum;
}

/** A random point of the twist, which with overwhelming probability is outside G2 and of no small order. */
export function strayPoint(seed: bigint): G2Like {
  const next = seededScalars(seed);
  for (;;) {
    const x = Fp2.fromBigTuple([Fp.create(next()), Fp.create(next())]);
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.CURVE().b);
    try {
      return G2.fromAffine({ x, y: Fp2.sqrt(square) });
    } catch {
      // About half of all x belong to no point.
    }
  }
}

/** A point of exactly this small order. */
export function pointOfOrder(order: bigint, seed: bigint): G2Like {
  const cleared = (bn254.fields.Fr.ORDER * TWIST_COFACTOR) / order;
  for (let attempt = seed; ; attempt++) {
    const point = timesUnchecked(strayPoint(attempt), cleared);
    if (!point.is0()) return point;
  }
}

/** The point `json` plus `stray`, which is outside the subgroup. */
export const moved = (json: G2Json, stray: G2Like): G2Json => g2Json(readG2(json).add(stray));
export const strayJson = (stray: G2Like): G2Json => g2Json(stray);
