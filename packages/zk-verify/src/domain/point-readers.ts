import { FIELD_PRIME, type Fq2, type G1Point, type G2Point } from './bn254.ts';
import { arrayOf, decimalBelow, exactly, mapped, type Reader } from './strict-reader.ts';
import { err, ok } from '@pos/vocabulary/result.ts';

const coordinate = decimalBelow(FIELD_PRIME);

/** Reads an array of three elements, each with its own reader. */
const places =
  <First, Second, Third>(
    first: Reader<First>,
    second: Reader<Second>,
    third: Reader<Third>,
  ): Reader<readonly [First, Second, Third]> =>
  (input, path) => {
    const list = arrayOf<unknown>((value) => ok(value), 3)(input, path);
    if (!list.ok) return list;
    const a = first(list.value[0], `${path}/0`);
    if (!a.ok) return err(a.error);
    const b = second(list.value[1], `${path}/1`);
    if (!b.ok) return err(b.error);
    const c = third(list.value[2], `${path}/2`);
    if (!c.ok) return err(c.error);
    return ok([a.value, b.value, c.value]);
  };

const pair = mapped(arrayOf(coordinate, 2), (values): Fq2 => [values[0] ?? 0n, values[1] ?? 0n]);

/** z of a G2 point. Only ["1", "0"] is accepted, so a point has one spelling and infinity has none. */
const oneOfFq2: Reader<readonly unknown[]> = (input, path) => {
  const list = arrayOf<unknown>((value) => ok(value), 2)(input, path);
  if (!list.ok) return list;
  const re = exactly('1')(list.value[0], `${path}/0`);
  if (!re.ok) return re;
  const im = exactly('0')(list.value[1], `${path}/1`);
  return im.ok ? ok(list.value) : im;
};

/** snarkjs' [x, y, "1"]. Does not check that the point is on the curve; the verifier does. */
export const g1Point: Reader<G1Point> = mapped(places(coordinate, coordinate, exactly('1')), ([x, y]) => ({ x, y }));

/** snarkjs' [[x0, x1], [y0, y1], ["1", "0"]]. Does not check that the point is on the twist; the verifier does. */
export const g2Point: Reader<G2Point> = mapped(places(pair, pair, oneOfFq2), ([x, y]) => ({ x, y }));
