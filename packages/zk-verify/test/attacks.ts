import { FIELD_PRIME, SCALAR_ORDER } from '../src/domain/bn254.ts';
import { MAX_DECIMAL_DIGITS } from '../src/domain/strict-reader.ts';
import { moved, pointOfOrder, SMALL_ORDERS, strayJson, strayPoint } from './stray-points.ts';
import { trapdoorKey, type G1Json, type G2Json, type SignedProof, type TrapdoorKey } from './trapdoor-key.ts';

/** An input that a verifier must refuse, and the expected refusal as `code path reason`. */
export interface Attack {
  readonly name: string;
  readonly input: unknown;
  readonly refusal: string;
}

const SIGNALS = 7;
export const attackedKey: TrapdoorKey = trapdoorKey(SIGNALS, 2026n);

/** A valid proof whose last two signals are zero, to test that it does not pass without them. */
export const honest: SignedProof = attackedKey.prove([11n, 22n, 33n, 44n, 55n, 0n, 0n]);

const withSignal = (value: unknown, at = 0): unknown => ({
  ...honest,
  publicSignals: honest.publicSignals.map((signal, index) => (index === at ? value : signal)),
});
const withProof = (change: Readonly<Record<string, unknown>>): unknown => ({
  ...honest,
  proof: { ...honest.proof, ...change },
});
const without = (name: string): unknown => ({
  ...honest,
  proof: Object.fromEntries(Object.entries(honest.proof).filter(([key]) => key !== name)),
});

const plus = (decimal: string, amount: bigint): string => (BigInt(decimal) + amount).toString();
const { pi_a: a, pi_b: b, pi_c: c } = honest.proof;
const negated = ([x, y, z]: G1Json): G1Json => [x, (FIELD_PRIME - BigInt(y)).toString(), z];

let nested: unknown = '1';
for (let depth = 0; depth < 20_000; depth++) nested = [nested];

const malformed = (path: string, reason: string): string => `proof-malformed ${path} ${reason}`;
const first = '/publicSignals/0';

const reencodedSignals: Attack[] = [
  { name: 'a leading zero', input: withSignal('011'), refusal: malformed(first, 'not-canonical') },
  { name: 'hexadecimal', input: withSignal('0xb'), refusal: malformed(first, 'not-canonical') },
  { name: 'a trailing space', input: withSignal('11 '), refusal: malformed(first, 'not-canonical') },
  { name: 'a leading space', input: withSignal(' 11'), refusal: malformed(first, 'not-canonical') },
  { name: 'a trailing line feed', input: withSignal('11\n'), refusal: malformed(first, 'not-canonical') },
  { name: 'a plus sign', input: withSignal('+11'), refusal: malformed(first, 'not-canonical') },
  { name: 'a fraction', input: withSignal('11.0'), refusal: malformed(first, 'not-canonical') },
  { name: 'an exponent', input: withSignal('11e0'), refusal: malformed(first, 'not-canonical') },
  { name: 'full-width digits', input: withSignal('１１'), refusal: malformed(first, 'not-canonical') },
  { name: 'an empty text', input: withSignal(''), refusal: malformed(first, 'not-canonical') },
  { name: 'an array around it', input: withSignal(['11']), refusal: malformed(first, 'not-a-decimal-string') },
  { name: 'a bigint', input: withSignal(11n), refusal: malformed(first, 'not-a-decimal-string') },
  { name: 'a number', input: withSignal(11), refusal: malformed(first, 'not-a-decimal-string') },
  { name: 'a String object', input: withSignal(Object('11')), refusal: malformed(first, 'not-a-decimal-string') },
  {
    name: 'an object with toString',
    input: withSignal({ toString: () => '11' }),
    refusal: malformed(first, 'not-a-decimal-string'),
  },
  { name: 'null', input: withSignal(null), refusal: malformed(first, 'not-a-decimal-string') },
].map((attack) => ({ ...attack, name: `a signal with ${attack.name}` }));

const signalsOutOfRange: Attack[] = [
  { name: 'a signal of r', input: withSignal(SCALAR_ORDER.toString()), refusal: malformed(first, 'out-of-range') },
  { name: 'a signal plus r', input: withSignal(plus('11', SCALAR_ORDER)), refusal: malformed(first, 'out-of-range') },
  {
    name: 'a zero written as r',
    input: withSignal(SCALAR_ORDER.toString(), 6),
    refusal: malformed('/publicSignals/6', 'out-of-range'),
  },
  { name: 'a negative signal', input: withSignal('-1'), refusal: malformed(first, 'not-canonical') },
  {
    name: 'a signal of 78 digits',
    input: withSignal('1'.repeat(MAX_DECIMAL_DIGITS + 1)),
    refusal: malformed(first, 'too-long'),
  },
  {
    name: 'a signal of two million digits',
    input: withSignal('9'.repeat(2_000_000)),
    refusal: malformed(first, 'too-long'),
  },
];

const wrongCounts: Attack[] = [
  {
    name: 'the last zero signal dropped',
    input: { ...honest, publicSignals: honest.publicSignals.slice(0, 6) },
    refusal: malformed('/publicSignals', 'length-wrong'),
  },
  {
    name: 'both zero signals dropped',
    input: { ...honest, publicSignals: honest.publicSignals.slice(0, 5) },
    refusal: malformed('/publicSignals', 'length-wrong'),
  },
  {
    name: 'a zero signal appended',
    input: { ...honest, publicSignals: [...honest.publicSignals, '0'] },
    refusal: malformed('/publicSignals', 'length-wrong'),
  },
  { name: 'no signals', input: { ...honest, publicSignals: [] }, refusal: malformed('/publicSignals', 'length-wrong') },
  {
    name: 'a hole among the signals',
    input: { ...honest, publicSignals: Object.assign(Array<string>(7), { 0: '11' }) },
    refusal: malformed('/publicSignals/1', 'field-missing'),
  },
  {
    name: 'signals as an object',
    input: { ...honest, publicSignals: Object.assign({ length: 7 }, honest.publicSignals) },
    refusal: malformed('/publicSignals', 'not-an-array'),
  },
  {
    name: 'a million signals',
    input: { ...honest, publicSignals: Array.from({ length: 1_000_000 }, () => '0') },
    refusal: malformed('/publicSignals', 'length-wrong'),
  },
];

const respeltPoints: Attack[] = [
  {
    name: 'x of pi_a plus q',
    input: withProof({ pi_a: [plus(a[0], FIELD_PRIME), a[1], '1'] }),
    refusal: malformed('/proof/pi_a/0', 'out-of-range'),
  },
  {
    name: 'y of pi_c plus q',
    input: withProof({ pi_c: [c[0], plus(c[1], FIELD_PRIME), '1'] }),
    refusal: malformed('/proof/pi_c/1', 'out-of-range'),
  },
  {
    name: 'a part of pi_b plus q',
    input: withProof({ pi_b: [b[0], [plus(b[1][0], FIELD_PRIME), b[1][1]], b[2]] }),
    refusal: malformed('/proof/pi_b/1/0', 'out-of-range'),
  },
  {
    name: 'x of pi_a in hexadecimal',
    input: withProof({ pi_a: [`0x${BigInt(a[0]).toString(16)}`, a[1], '1'] }),
    refusal: malformed('/proof/pi_a/0', 'not-canonical'),
  },
  {
    name: 'a negative y in pi_a',
    input: withProof({ pi_a: [a[0], '-2', '1'] }),
    refusal: malformed('/proof/pi_a/1', 'not-canonical'),
  },
  {
    name: 'z of 2 in pi_a',
    input: withProof({ pi_a: [a[0], a[1], '2'] }),
    refusal: malformed('/proof/pi_a/2', 'value-unexpected'),
  },
  {
    name: 'z of 1 as a number',
    input: withProof({ pi_a: [a[0], a[1], 1] }),
    refusal: malformed('/proof/pi_a/2', 'value-unexpected'),
  },
  {
    name: 'z missing in pi_a',
    input: withProof({ pi_a: [a[0], a[1]] }),
    refusal: malformed('/proof/pi_a', 'length-wrong'),
  },
  {
    name: 'z of pi_b other than 1',
    input: withProof({ pi_b: [b[0], b[1], ['1', '1']] }),
    refusal: malformed('/proof/pi_b/2/1', 'value-unexpected'),
  },
  {
    name: 'z missing in pi_b',
    input: withProof({ pi_b: [b[0], b[1]] }),
    refusal: malformed('/proof/pi_b', 'length-wrong'),
  },
  {
    name: 'infinity as pi_a',
    input: withProof({ pi_a: ['0', '1', '0'] }),
    refusal: malformed('/proof/pi_a/2', 'value-unexpected'),
  },
  {
    name: 'infinity as pi_b',
    input: withProof({
      pi_b: [
        ['0', '0'],
        ['1', '0'],
        ['0', '0'],
      ],
    }),
    refusal: malformed('/proof/pi_b/2/0', 'value-unexpected'),
  },
  {
    name: 'infinity as pi_c',
    input: withProof({ pi_c: ['0', '1', '0'] }),
    refusal: malformed('/proof/pi_c/2', 'value-unexpected'),
  },
];

class Inheriting {
  readonly publicSignals = honest.publicSignals;
  get proof(): unknown {
    return honest.proof;
  }
}

const wrongShapes: Attack[] = [
  {
    name: 'another protocol',
    input: withProof({ protocol: 'plonk' }),
    refusal: malformed('/proof/protocol', 'value-unexpected'),
  },
  {
    name: 'another curve',
    input: withProof({ curve: 'bls12381' }),
    refusal: malformed('/proof/curve', 'value-unexpected'),
  },
  { name: 'no protocol', input: without('protocol'), refusal: malformed('/proof/protocol', 'field-missing') },
  { name: 'no pi_c', input: without('pi_c'), refusal: malformed('/proof/pi_c', 'field-missing') },
  { name: 'null for pi_c', input: withProof({ pi_c: null }), refusal: malformed('/proof/pi_c', 'not-an-array') },
  { name: 'null for the proof', input: { ...honest, proof: null }, refusal: malformed('/proof', 'not-an-object') },
  { name: 'null for everything', input: null, refusal: malformed('', 'not-an-object') },
  { name: 'undefined for everything', input: undefined, refusal: malformed('', 'not-an-object') },
  { name: 'an array for everything', input: [honest], refusal: malformed('', 'not-an-object') },
  {
    name: 'an extra field in the proof',
    input: withProof({ extra: '1' }),
    refusal: malformed('/proof', 'field-unexpected'),
  },
  { name: 'an extra field beside the proof', input: { ...honest, vk: {} }, refusal: malformed('', 'field-unexpected') },
  {
    name: 'an own __proto__ field',
    input: JSON.parse(`{"__proto__":{},"publicSignals":[]}`),
    refusal: malformed('', 'field-unexpected'),
  },
  { name: 'inherited fields', input: Object.create(honest), refusal: malformed('/proof', 'field-missing') },
  { name: 'a getter for the proof', input: new Inheriting(), refusal: malformed('/proof', 'field-missing') },
  {
    name: 'a getter that throws',
    input: Object.defineProperty({ ...honest }, 'proof', {
      enumerable: true,
      get: () => {
        throw new TypeError('gotcha');
      },
    }),
    refusal: malformed('/proof', 'field-missing'),
  },
  {
    name: 'nesting 20,000 deep in a signal',
    input: withSignal(nested),
    refusal: malformed(first, 'not-a-decimal-string'),
  },
  {
    name: 'nesting 20,000 deep in pi_a',
    input: withProof({ pi_a: nested }),
    refusal: malformed('/proof/pi_a', 'length-wrong'),
  },
  {
    name: 'nesting 20,000 deep in pi_b',
    input: withProof({ pi_b: [nested, nested, nested] }),
    refusal: malformed('/proof/pi_b/0', 'length-wrong'),
  },
];

const point = (name: string, reason: string): string => `proof-point-invalid ${name} ${reason}`;
const g1At = (x: bigint, y: bigint): G1Json => [x.toString(), y.toString(), '1'];
const g2At = (x: bigint, y: bigint): G2Json => [
  [x.toString(), '0'],
  [y.toString(), '0'],
  ['1', '0'],
];

const strayPoints: Attack[] = [
  { name: 'pi_a off the curve', input: withProof({ pi_a: [a[1], a[0], '1'] }), refusal: point('pi_a', 'off-curve') },
  {
    name: 'pi_c off the curve',
    input: withProof({ pi_c: [c[0], plus(c[1], c[1] === '0' ? 1n : -1n), '1'] }),
    refusal: point('pi_c', 'off-curve'),
  },
  { name: 'pi_a of zeroes', input: withProof({ pi_a: g1At(0n, 0n) }), refusal: point('pi_a', 'off-curve') },
  { name: 'pi_c of zeroes', input: withProof({ pi_c: g1At(0n, 0n) }), refusal: point('pi_c', 'off-curve') },
  { name: 'pi_b of zeroes', input: withProof({ pi_b: g2At(0n, 0n) }), refusal: point('pi_b', 'off-curve') },
  { name: 'pi_b off the curve', input: withProof({ pi_b: [b[1], b[0], b[2]] }), refusal: point('pi_b', 'off-curve') },
  {
    name: 'pi_b with its parts exchanged',
    input: withProof({ pi_b: [[b[0][1], b[0][0]], [b[1][1], b[1][0]], b[2]] }),
    refusal: point('pi_b', 'off-curve'),
  },
  {
    name: 'pi_b outside the subgroup',
    input: withProof({ pi_b: strayJson(strayPoint(1n)) }),
    refusal: point('pi_b', 'off-subgroup'),
  },
  {
    name: 'pi_b moved out of the subgroup',
    input: withProof({ pi_b: moved(b, strayPoint(2n)) }),
    refusal: point('pi_b', 'off-subgroup'),
  },
  ...SMALL_ORDERS.flatMap((order): Attack[] => [
    {
      name: `pi_b of order ${order}`,
      input: withProof({ pi_b: strayJson(pointOfOrder(order, 3n)) }),
      refusal: point('pi_b', 'off-subgroup'),
    },
    {
      name: `pi_b moved by a point of order ${order}`,
      input: withProof({ pi_b: moved(b, pointOfOrder(order, 4n)) }),
      refusal: point('pi_b', 'off-subgroup'),
    },
  ]),
];

const wrongProofs: Attack[] = [
  { name: 'another signal', input: withSignal('12'), refusal: 'proof-rejected' },
  {
    name: 'signals exchanged',
    input: { ...honest, publicSignals: honest.publicSignals.toSpliced(0, 2, '22', '11') },
    refusal: 'proof-rejected',
  },
  { name: 'a zero signal that is not zero', input: withSignal('1', 6), refusal: 'proof-rejected' },
  { name: 'the largest signal', input: withSignal((SCALAR_ORDER - 1n).toString(), 6), refusal: 'proof-rejected' },
  { name: 'pi_a negated', input: withProof({ pi_a: negated(a) }), refusal: 'proof-rejected' },
  { name: 'pi_c negated', input: withProof({ pi_c: negated(c) }), refusal: 'proof-rejected' },
  { name: 'pi_a and pi_c exchanged', input: withProof({ pi_a: c, pi_c: a }), refusal: 'proof-rejected' },
  {
    name: 'a proof for other signals',
    input: { ...honest, proof: attackedKey.prove().proof },
    refusal: 'proof-rejected',
  },
  { name: 'a proof for another key', input: trapdoorKey(SIGNALS, 7n).prove(), refusal: 'proof-rejected' },
];

export const ATTACKS: readonly Attack[] = [
  ...reencodedSignals,
  ...signalsOutOfRange,
  ...wrongCounts,
  ...respeltPoints,
  ...wrongShapes,
  ...strayPoints,
  ...wrongProofs,
];

/** Inputs that must pass on every path. */
export const HONEST: ReadonlyArray<{ readonly name: string; readonly input: SignedProof }> = [
  { name: 'an honest proof', input: honest },
  { name: 'a re-randomised proof', input: attackedKey.rerandomise(honest) },
  {
    name: 'pi_a and pi_b both negated',
    input: {
      ...honest,
      proof: {
        ...honest.proof,
        pi_a: negated(a),
        pi_b: [b[0], [(FIELD_PRIME - BigInt(b[1][0])).toString(), (FIELD_PRIME - BigInt(b[1][1])).toString()], b[2]],
      },
    },
  },
  { name: 'all signals zero', input: attackedKey.prove([0n, 0n, 0n, 0n, 0n, 0n, 0n]) },
  { name: 'all signals r − 1', input: attackedKey.prove(Array.from({ length: SIGNALS }, () => SCALAR_ORDER - 1n)) },
  { name: 'pi_a and pi_b the generators', input: attackedKey.prove(undefined, 1n, 1n) },
  {
    name: 'pi_a and pi_b the generators negated',
    input: attackedKey.prove(undefined, SCALAR_ORDER - 1n, SCALAR_ORDER - 1n),
  },
  {
    name: 'pi_a twice the generator, pi_b half of it',
    input: attackedKey.prove(undefined, 2n, (SCALAR_ORDER + 1n) / 2n),
  },
  { name: 'signals whose vk_x is infinity', input: attackedKey.prove(attackedKey.signalsOfInfinity()) },
];
