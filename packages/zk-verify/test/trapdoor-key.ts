import { bn254 } from '@noble/curves/bn254.js';

/**
 * A Groth16 key with a known trapdoor. A valid proof of any public signals takes three scalar multiplications:
 * A = a·G1, B = b·G2, C = ((ab − αβ − vk_x·γ)/δ)·G1. For tests and benchmarks only.
 */

const Fr = bn254.fields.Fr;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
type G1Like = InstanceType<typeof G1>;
type G2Like = InstanceType<typeof G2>;

export type G1Json = [string, string, string];
export type G2Json = [[string, string], [string, string], [string, string]];
export interface ProofJson {
  pi_a: G1Json;
  pi_b: G2Json;
  pi_c: G1Json;
  protocol: string;
  curve: string;
}
export interface SignedProof {
  proof: ProofJson;
  publicSignals: string[];
}
export interface KeyJson {
  protocol: string;
  curve: string;
  nPublic: number;
  vk_alpha_1: G1Json;
  vk_beta_2: G2Json;
  vk_gamma_2: G2Json;
  vk_delta_2: G2Json;
  IC: G1Json[];
}

export const g1Json = (point: G1Like): G1Json => {
  const { x, y } = point.toAffine();
  return [x.toString(), y.toString(), '1'];
};

export const g2Json = (point: G2Like): G2Json => {
  const { x, y } = point.toAffine();
  return [
    [x.c0.toString(), x.c1.toString()],
    [y.c0.toString(), y.c1.toString()],
    ['1', '0'],
  ];
};

/** A stream of scalars below r from a seed (splitmix64). It is the same on every machine. */
export function seededScalars(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  const word = (): bigint => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
  return () => Fr.create((word() << 192n) | (word() << 128n) | (word() << 64n) | word());
}

/** A source of random bytes from the same stream, for the coefficients of a batch. */
export function seededRandom(seed: bigint): (bytes: Uint8Array) => Uint8Array {
  const next = seededScalars(seed);
  return (bytes) => {
    for (let at = 0; at < bytes.length; at++) bytes[at] = Number(next() & 0xffn);
    return bytes;
  };
}

export interface TrapdoorKey {
  readonly key: KeyJson;
  /**
   * A valid proof of `publicSignals`, by default random ones. `a` and `b` are the discrete logarithms of its points.
   */
  prove(publicSignals?: readonly bigint[], a?: bigint, b?: bigint): SignedProof;
  /** Another valid proof of the same signals, computed without the trapdoor: A/t, t·B + t·s·δ, C + s·A. */
  rerandomise(proof: SignedProof): SignedProof;
  /** Signals for which vk_x is the point at infinity. */
  signalsOfInfinity(): bigint[];
}

export function trapdoorKey(publicSignalCount: number, seed: bigint): TrapdoorKey {
  const next = seededScalars(seed);
  const [alpha, beta, gamma, delta] = [next(), next(), next(), next()];
  const ic = Array.from({ length: publicSignalCount + 1 }, next);
  const deltaPoint = G2.BASE.multiply(delta);

  const vkX = (signals: readonly bigint[]): bigint =>
    signals.reduce((sum, signal, index) => Fr.add(sum, Fr.mul(signal, ic[index + 1] ?? 0n)), ic[0] ?? 0n);

  return {
    key: {
      protocol: 'groth16',
      curve: 'bn128',
      nPublic: publicSignalCount,
      vk_alpha_1: g1Json(G1.BASE.multiply(alpha)),
      vk_beta_2: g2Json(G2.BASE.multiply(beta)),
      vk_gamma_2: g2Json(G2.BASE.multiply(gamma)),
      vk_delta_2: g2Json(deltaPoint),
      IC: ic.map((scalar) => g1Json(G1.BASE.multiply(scalar))),
    },
    prove(publicSignals = Array.from({ length: publicSignalCount }, next), a = next(), b = next()) {
      const rest = Fr.sub(Fr.sub(Fr.mul(a, b), Fr.mul(alpha, beta)), Fr.mul(gamma, vkX(publicSignals)));
      return {
        proof: {
          pi_a: g1Json(G1.BASE.multiply(a)),
          pi_b: g2Json(G2.BASE.multiply(b)),
          pi_c: g1Json(G1.BASE.multiply(Fr.div(rest, delta))),
          protocol: 'groth16',
          curve: 'bn128',
        },
        publicSignals: publicSignals.map(String),
      };
    },
    rerandomise({ proof, publicSignals }) {
      const [s, t] = [next(), next()];
      const a = readG1(proof.pi_a);
      const b = readG2(proof.pi_b);
      return {
        proof: {
          ...proof,
          pi_a: g1Json(a.multiply(Fr.inv(t))),
          pi_b: g2Json(b.multiply(t).add(deltaPoint.multiply(Fr.mul(s, t)))),
          pi_c: g1Json(readG1(proof.pi_c).add(a.multiply(s))),
        },
        publicSignals: [...publicSignals],
      };
    },
    signalsOfInfinity() {
      const free = Array.from({ length: publicSignalCount - 1 }, next);
      const last = Fr.neg(Fr.div(vkX(free), ic[publicSignalCount] ?? 1n));
      return [...free, last];
    },
  };
}

export const readG1 = ([x, y]: G1Json): G1Like => G1.fromAffine({ x: BigInt(x), y: BigInt(y) });

export const readG2 = ([x, y]: G2Json): G2Like =>
  G2.fromAffine({
    x: bn254.fields.Fp2.fromBigTuple([BigInt(x[0]), BigInt(x[1])]),
    y: bn254.fields.Fp2.fromBigTuple([BigInt(y[0]), BigInt(y[1])]),
  });
