/**
 * The shape of an answer as data. It says how JSON becomes values, and which members are required. It contains no
 * formats, lengths, ranges or lists of permitted values, because a newer registry may widen each of them.
 *
 * A text is a scalar: `s` string, `n` number, `b` boolean, `i` decimal string that becomes a bigint, `d` ISO 8601 string
 * that becomes a Date, `0` null, `u` any value.
 */
export type Shape =
  | Scalar
  /** An object. A name that ends in `?` is an optional member. */
  | { readonly o: Readonly<Record<string, Shape>> }
  /** A list of one shape. */
  | { readonly a: Shape }
  /** An object whose names are data, with values of one shape. */
  | { readonly r: Shape }
  /** The shape or null. */
  | { readonly z: Shape }
  /** Alternatives without a tag. A value that fits none of them is an alternative of a newer registry. */
  | { readonly v: readonly Shape[] }
  /** Variants by the value of the member `t`. */
  | { readonly t: string; readonly of: Readonly<Record<string, Shape>> };

type Scalar = 's' | 'n' | 'b' | 'i' | 'd' | '0' | 'u';

/** A declared member that is missing or has another type. `pointer` is a JSON Pointer (RFC 6901) into the answer. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError';
  readonly pointer: string;

  constructor(pointer: string, wanted: string, got: unknown) {
    super(`${pointer === '' ? 'the document' : pointer}: expected ${wanted}, got ${kindOf(got)}`);
    this.pointer = pointer;
  }
}

const kindOf = (value: unknown): string =>
  value === undefined ? 'nothing' : value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES = { s: 'string', n: 'number', b: 'boolean' } as const;

function readScalar(shape: Scalar, value: unknown, at: string): unknown {
  if (shape === 'u') return value;
  if (shape === '0') {
    if (value === null) return value;
    throw new MisfitError(at, 'null', value);
  }
  if (shape === 'i') {
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
    throw new MisfitError(at, 'a whole number as a decimal string', value);
  }
  if (shape === 'd') {
    const date = new Date(typeof value === 'string' ? value : Number.NaN);
    if (!Number.isNaN(date.getTime())) return date;
    throw new MisfitError(at, 'a time in ISO 8601', value);
  }
  if (typeof value === TYPES[shape]) return value;
  throw new MisfitError(at, `a ${TYPES[shape]}`, value);
}

const within = (at: string, name: string): string => `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Reads the declared members and keeps all others as they are. */
function readObject(members: Readonly<Record<string, Shape>>, value: unknown, at: string): unknown {
  if (!isObject(value)) throw new MisfitError(at, 'an object', value);
  const read: Record<string, unknown> = { ...value };
  for (const [declared, shape] of Object.entries(members)) {
    const optional = declared.endsWith('?');
    const name = optional ? declared.slice(0, -1) : declared;
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined || !optional) read[name] = readShape(shape, given, within(at, name));
  }
  return read;
}

function readAlternatives(shapes: readonly Shape[], value: unknown, at: string): unknown {
  for (const shape of shapes) {
    try {
      return readShape(shape, value, at);
    } catch (error) {
      if (!(error instanceof MisfitError)) throw error;
    }
  }
  if (value === undefined) throw new MisfitError(at, 'a value', value);
  return value;
}

/**
 * Reads a value of an answer. Values, members and variants that the shape does not list are handed on as they are.
 * Throws {@link MisfitError} if a declared member is missing or has another type.
 */
export function readShape(shape: Shape, value: unknown, at = ''): unknown {
  if (typeof shape === 'string') return readScalar(shape, value, at);
  if ('o' in shape) return readObject(shape.o, value, at);
  if ('z' in shape) return value === null ? null : readShape(shape.z, value, at);
  if ('a' in shape) {
    if (!Array.isArray(value)) throw new MisfitError(at, 'a list', value);
    return value.map((item, index) => readShape(shape.a, item, `${at}/${index}`));
  }
  if ('r' in shape) {
    if (!isObject(value)) throw new MisfitError(at, 'an object', value);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, readShape(shape.r, member, within(at, name))]),
    );
  }
  if ('v' in shape) return readAlternatives(shape.v, value, at);
  if (!isObject(value)) throw new MisfitError(at, 'an object', value);
  const tag = value[shape.t];
  if (typeof tag !== 'string') throw new MisfitError(within(at, shape.t), 'a string', tag);
  return Object.hasOwn(shape.of, tag) ? readShape(shape.of[tag] ?? 'u', value, at) : value;
}
