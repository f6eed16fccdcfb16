/**
 * MessagePack in the subset that Terraform uses for values: nil, booleans, numbers, strings, arrays, maps, and an
 * extension for an unknown value. Source: the MessagePack specification and "object-wire-format" in the Terraform
 * documentation.
 */
export const unknown = Symbol('not known until apply');

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | typeof unknown
  | readonly Value[]
  | { readonly [name: string]: Value };

export function decode(bytes: Uint8Array): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  const text = (length: number): string => new TextDecoder().decode(take(length));
  const unsigned = (size: 1 | 2 | 4): number => {
    const start = at;
    at += size;
    return size === 1 ? view.getUint8(start) : size === 2 ? view.getUint16(start) : view.getUint32(start);
  };
  const array = (length: number): Value[] => Array.from({ length }, () => next());
  const map = (length: number): Value =>
    Object.fromEntries(Array.from({ length }, (): [string, Value] => [String(next()), next()]));
  const extension = (length: number): Value => {
    take(length + 1);
    return unknown;
  };
  const long = (signed: boolean): Value => {
    const value = signed ? view.getBigInt64(at) : view.getBigUint64(at);
    at += 8;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  };
  const signed = (size: 1 | 2 | 4): number => {
    const start = at;
    at += size;
    return size === 1 ? view.getInt8(start) : size === 2 ? view.getInt16(start) : view.getInt32(start);
  };
  const float = (size: 4 | 8): number => {
    const start = at;
    at += size;
    return size === 4 ? view.getFloat32(start) : view.getFloat64(start);
  };
  const byTag: Readonly<Record<number, () => Value>> = {
    0xc0: () => null,
    0xc2: () => false,
    0xc3: () => true,
    0xc4: () => take(unsigned(1)),
    0xc5: () => take(unsigned(2)),
    0xc6: () => take(unsigned(4)),
    0xc7: () => extension(unsigned(1)),
    0xc8: () => extension(unsigned(2)),
    0xc9: () => extension(unsigned(4)),
    0xca: () => float(4),
    0xcb: () => float(8),
    0xcc: () => unsigned(1),
    0xcd: () => unsigned(2),
    0xce: () => unsigned(4),
    0xcf: () => long(false),
    0xd0: () => signed(1),
    0xd1: () => signed(2),
    0xd2: () => signed(4),
    0xd3: () => long(true),
    0xd4: () => extension(1),
    0xd5: () => extension(2),
    0xd6: () => extension(4),
    0xd7: () => extension(8),
    0xd8: () => extension(16),
    0xd9: () => text(unsigned(1)),
    0xda: () => text(unsigned(2)),
    0xdb: () => text(unsigned(4)),
    0xdc: () => array(unsigned(2)),
    0xdd: () => array(unsigned(4)),
    0xde: () => map(unsigned(2)),
    0xdf: () => map(unsigned(4)),
  };
  const next = (): Value => {
    const tag = unsigned(1);
    if (tag <= 0x7f) return tag;
    if (tag >= 0xe0) return tag - 0x100;
    if (tag <= 0x8f) return map(tag & 0x0f);
    if (tag <= 0x9f) return array(tag & 0x0f);
    if (tag <= 0xbf) return text(tag & 0x1f);
    const read = byTag[tag];
    if (!read) throw new Error(`MessagePack tag 0x${tag.toString(16)} is not one that Terraform writes.`);
    return read();
  };
  return next();
}

export function encode(value: Value): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: Value, into: Buffer[]): void {
  if (value === null) into.push(Buffer.of(0xc0));
  else if (value === unknown) into.push(Buffer.of(0xd4, 0, 0));
  else if (typeof value === 'boolean') into.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'number' || typeof value === 'bigint') into.push(number(value));
  else if (typeof value === 'string') into.push(header(0xdb, Buffer.byteLength(value)), Buffer.from(value));
  else if (value instanceof Uint8Array) into.push(header(0xc6, value.length), Buffer.from(value));
  else if (isList(value)) {
    into.push(header(0xdd, value.length));
    for (const each of value) write(each, into);
  } else {
    const entries = Object.entries(value as { readonly [name: string]: Value });
    into.push(header(0xdf, entries.length));
    for (const [name, each] of entries) {
      write(name, into);
      write(each, into);
    }
  }
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function header(tag: number, length: number): Buffer {
  const buffer = Buffer.alloc(5);
  buffer.writeUInt8(tag);
  buffer.writeUInt32BE(length, 1);
  return buffer;
}

function number(value: number | bigint): Buffer {
  const buffer = Buffer.alloc(9);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    buffer.writeUInt8(0xcb);
    buffer.writeDoubleBE(value, 1);
  } else {
    buffer.writeUInt8(0xd3);
    buffer.writeBigInt64BE(BigInt(value), 1);
  }
  return buffer;
}
