import { bn254 } from '@noble/curves/bn254.js';
import { FIELD_PRIME } from '../src/domain/bn254.ts';
import { moved, pointOfOrder, SMALL_ORDERS, strayPoint } from './stray-points.ts';
import { g1Json, g2Json, readG1, seededScalars, type SignedProof, type TrapdoorKey } from './trapdoor-key.ts';

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

/** A well-formed proof, and whether it is valid by construction. */
export interface MixedProof {
  readonly kind: string;
  readonly valid: boolean;
  readonly proof: SignedProof;
}

const next = (decimal: string): string => ((BigInt(decimal) + 1n) % FIELD_PRIME).toString();

type Maker = (key: TrapdoorKey, scalar: () => bigint) => SignedProof;

const VALID: Readonly<Record<string, Maker>> = {
  fresh: (key) => key.prove(),
  'fresh, small signals': (key, scalar) => key.prove(key.key.IC.slice(1).map(() => scalar() & 0xffffn)),
  're-randomised': (key) => key.rerandomise(key.prove()),
  're-randomised twice': (key) => key.rerandomise(key.rerandomise(key.prove())),
  'vk_x at infinity': (key) => key.prove(key.signalsOfInfinity()),
};

const changed = (signed: SignedProof, change: Partial<SignedProof['proof']>): SignedProof => ({
  ...signed,
  proof: { ...signed.proof, ...change },
});

let moves = 0n;
const stray = [1n, 2n, 3n].map(strayPoint);
const small = SMALL_ORDERS.map((order) => pointOfOrder(order, 5n));

const INVALID: Readonly<Record<string, Maker>> = {
  'one signal changed by one': (key) => {
    const signed = key.prove();
    const at = Number(moves++) % signed.publicSignals.length;
    return {
      ...signed,
      publicSignals: signed.publicSignals.with(at, (BigInt(signed.publicSignals[at] ?? '0') ^ 1n).toString()),
    };
  },
  'signals of another proof': (key) => ({ ...key.prove(), publicSignals: key.prove().publicSignals }),
  'a random pi_a': (key, scalar) => changed(key.prove(), { pi_a: g1Json(G1.BASE.multiply(scalar())) }),
  'a random pi_b': (key, scalar) => changed(key.prove(), { pi_b: g2Json(G2.BASE.multiply(scalar())) }),
  'a random pi_c': (key, scalar) => changed(key.prove(), { pi_c: g1Json(G1.BASE.multiply(scalar())) }),
  'pi_c plus the generator': (key) => {
    const signed = key.prove();
    return changed(signed, { pi_c: g1Json(readG1(signed.proof.pi_c).add(G1.BASE)) });
  },
  'half re-randomised': (key) => {
    const signed = key.prove();
    return changed(signed, { pi_a: key.rerandomise(signed).proof.pi_a });
  },
  'pi_a off the curve': (key) => {
    const signed = key.prove();
    return changed(signed, { pi_a: [next(signed.proof.pi_a[0]), signed.proof.pi_a[1], '1'] });
  },
  'pi_b off the curve': (key) => {
    const signed = key.prove();
    const [x, [y0, y1], z] = signed.proof.pi_b;
    return changed(signed, { pi_b: [x, [y0, next(y1)], z] });
  },
  'pi_b outside the subgroup': (key) => {
    const signed = key.prove();
    const point = [...stray, ...small][Number(moves++) % (stray.length + small.length)];
    return point === undefined ? signed : changed(signed, { pi_b: moved(signed.proof.pi_b, point) });
  },
};

/** Generates `count` proofs of all kinds, valid and invalid alternately. The sequence is a function of the seed. */
export function* mixedProofs(key: TrapdoorKey, count: number, seed: bigint): Generator<MixedProof> {
  const scalar = seededScalars(seed);
  const valid = Object.entries(VALID);
  const invalid = Object.entries(INVALID);
  for (let index = 0; index < count; index++) {
    const isValid = index % 2 === 0;
    const makers = isValid ? valid : invalid;
    const [kind, make] = makers[(index >> 1) % makers.length] ?? ['fresh', (trapdoor: TrapdoorKey) => trapdoor.prove()];
    yield { kind, valid: isValid, proof: make(key, scalar) };
  }
}
