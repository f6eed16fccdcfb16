import { err, ok, type Result } from '@pos/vocabulary/result.ts';

/**
 * Readers of untrusted JSON that accept one spelling of each value. They read own data properties only, recurse no
 * deeper than the expected shape, coerce nothing, and never throw.
 */

export type MalformedReason =
  | 'not-an-object'
  | 'not-an-array'
  | 'field-missing'
  | 'field-unexpected'
  | 'length-wrong'
  | 'not-a-decimal-string'
  | 'not-canonical'
  | 'too-long'
  | 'out-of-range'
  | 'value-unexpected';

/** Where and why an input is refused. `path` is a JSON Pointer (RFC 6901), empty for the whole input. */
export interface Malformed {
  readonly path: string;
  readonly reason: MalformedReason;
}

export type Reader<Value> = (input: unknown, path: string) => Result<Value, Malformed>;

const refuse = (path: string, reason: MalformedReason): Result<never, Malformed> => err({ path, reason });

/** 77 digits hold every value below 2^254. A longer text is refused before `BigInt` spends time on it. */
export const MAX_DECIMAL_DIGITS = 77;

const CANONICAL_DECIMAL = /^(?:0|[1-9][0-9]*)$/;

/** The value of an own data property, or undefined. Getters are not run. */
function ownValue(holder: object, key: string): { readonly value: unknown } | undefined {
  const property = Object.getOwnPropertyDescriptor(holder, key);
  return property !== undefined && 'value' in property ? { value: property.value as unknown } : undefined;
}

/** A canonical decimal string below `limit`: no sign, no leading zero, no space, no hex. */
export const decimalBelow =
  (limit: bigint): Reader<bigint> =>
  (input, path) => {
    if (typeof input !== 'string') return refuse(path, 'not-a-decimal-string');
    if (input.length > MAX_DECIMAL_DIGITS) return refuse(path, 'too-long');
    if (!CANONICAL_DECIMAL.test(input)) return refuse(path, 'not-canonical');
    const value = BigInt(input);
    return value < limit ? ok(value) : refuse(path, 'out-of-range');
  };

/** Accepts exactly this string or number. */
export const exactly =
  <const Value extends string | number>(expected: Value): Reader<Value> =>
  (input, path) =>
    input === expected ? ok(expected) : refuse(path, 'value-unexpected');

/** A whole number from `least` to `most`, both included. */
export const integerBetween =
  (least: number, most: number): Reader<number> =>
  (input, path) =>
    typeof input === 'number' && Number.isInteger(input) && input >= least && input <= most
      ? ok(input)
      : refuse(path, 'value-unexpected');

/** Accepts any value and reads it as undefined: for a permitted field that has no effect. */
export const ignored: Reader<undefined> = () => ok(undefined);

/** An array of `least` to `most` own elements, each read by `element`. Holes are refused. */
export const arrayOf =
  <Value>(element: Reader<Value>, least: number, most: number = least): Reader<readonly Value[]> =>
  (input, path) => {
    if (!Array.isArray(input)) return refuse(path, 'not-an-array');
    if (input.length < least || input.length > most) return refuse(path, 'length-wrong');
    const values: Value[] = [];
    for (let index = 0; index < input.length; index++) {
      const own = ownValue(input, String(index));
      if (own === undefined) return refuse(`${path}/${index}`, 'field-missing');
      const read = element(own.value, `${path}/${index}`);
      if (!read.ok) return read;
      values.push(read.value);
    }
    return ok(values);
  };

type Fields = Readonly<Record<string, Reader<unknown>>>;
type RecordOf<Shape extends Fields> = {
  readonly [Key in keyof Shape]: Shape[Key] extends Reader<infer Value> ? Value : never;
};

/** An object with exactly these own fields. Fields named in `optional` may be absent and are then undefined. */
export const record =
  <const Shape extends Fields>(
    shape: Shape,
    optional: readonly (keyof Shape & string)[] = [],
  ): Reader<RecordOf<Shape>> =>
  (input, path) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return refuse(path, 'not-an-object');
    const keys = Object.keys(input);
    if (keys.length > Object.keys(shape).length) return refuse(path, 'field-unexpected');
    for (const key of keys) {
      if (!Object.hasOwn(shape, key)) return refuse(path, 'field-unexpected');
    }
    const values: Record<string, unknown> = {};
    for (const [key, reader] of Object.entries(shape)) {
      const own = ownValue(input, key);
      if (own === undefined) {
        if (optional.includes(key)) continue;
        return refuse(`${path}/${key}`, 'field-missing');
      }
      const read = reader(own.value, `${path}/${key}`);
      if (!read.ok) return read;
      values[key] = read.value;
    }
    return ok(values as RecordOf<Shape>);
  };

/** `reader`, with `change` applied to the value that it reads. */
export const mapped =
  <Value, Other>(reader: Reader<Value>, change: (value: Value) => Other): Reader<Other> =>
  (input, path) => {
    const read = reader(input, path);
    return read.ok ? ok(change(read.value)) : read;
  };
