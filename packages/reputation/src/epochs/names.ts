import { countTo } from '../domain/credibility-graph.ts';

/**
 * Names by number, stored as bytes in one buffer. Millions of strings in a `Map` take gigabytes of heap, and a `Map`
 * holds at most 2^24 entries. Names are ASCII, as DIDs and addresses are.
 */
export interface Names<Name extends string> {
  readonly size: number;
  nameOf(number: number): Name;
}

/** Names that are still being collected. */
export interface GatheredNames<Name extends string> {
  readonly size: number;
  /** The number of the name at these bytes. A new name gets the next number. */
  numberOf(bytes: DataView, start?: number, end?: number): number;
  /** The names by number. The collector must not be used afterwards. */
  bytes(): NameBytes<Name>;
}

/**
 * Names in one buffer. `starts` holds the start of each name and the end of the last one. It can be transferred between
 * threads.
 */
export interface NameBytes<Name extends string> {
  readonly slab: Uint8Array;
  readonly starts: Float64Array;
  readonly size: number;
  /** Type of the names. The property is never set. */
  readonly of?: Name;
}

/**
 * Number of leading bytes that are compared first, as one number. A double represents 6 bytes exactly, and 6 bytes
 * distinguish most names.
 */
const KEY_BYTES = 6;

export function gatherNames<Name extends string>(): GatheredNames<Name> {
  let size = 0;
  let slab = new Uint8Array(1 << 16);
  let view = viewOf(slab);
  let starts = new Float64Array(1 << 10);
  let hashes = new Uint32Array(1 << 10);
  /** Hash table with open addressing: the number of a name plus one, or 0 for a free slot. */
  let slots = new Uint32Array(1 << 11);

  const isAt = (number: number, bytes: DataView, start: number, end: number): boolean => {
    const from = starts[number] ?? 0;
    return (starts[number + 1] ?? 0) - from === end - start && areEqual(view, from, bytes, start, end);
  };
  const makeRoom = (bytes: number): void => {
    const used = starts[size] ?? 0;
    if (used + bytes > slab.length) {
      slab = extended(slab, new Uint8Array(Math.max(2 * slab.length, used + bytes)));
      view = viewOf(slab);
    }
    if (size + 2 > starts.length) starts = extended(starts, new Float64Array(2 * starts.length));
    if (size + 1 > hashes.length) hashes = extended(hashes, new Uint32Array(2 * hashes.length));
    if (2 * (size + 1) > slots.length) slots = rehashed(hashes, size, 2 * slots.length);
  };
  const append = (bytes: DataView, start: number, end: number, hash: number): number => {
    makeRoom(end - start);
    const from = starts[size] ?? 0;
    slab.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start), from);
    hashes[size] = hash;
    starts[size + 1] = from + end - start;
    insert(slots, hash, size);
    size += 1;
    return size - 1;
  };
  return {
    get size() {
      return size;
    },
    numberOf(bytes, start = 0, end = bytes.byteLength) {
      const hash = hashOf(bytes, start, end);
      const mask = slots.length - 1;
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const number = (slots[slot] ?? 0) - 1;
        if (number < 0) return append(bytes, start, end, hash);
        if (hashes[number] === hash && isAt(number, bytes, start, end)) return number;
      }
    },
    bytes: () => ({ slab, starts, size }),
  };
}

/** Sorts names by their bytes. `placeOf` gives the place of each former number. */
export function sortNames<Name extends string>(
  names: NameBytes<Name>,
): { readonly names: NameBytes<Name>; readonly placeOf: Uint32Array } {
  const order = orderOf(names);
  const placeOf = new Uint32Array(names.size);
  for (let place = 0; place < names.size; place += 1) placeOf[order[place] ?? 0] = place;
  return { names: arranged(names, order), placeOf };
}

/** Reads names that are already sorted, from texts that join them with spaces. */
export function namesFrom<Name extends string>(texts: Iterable<string>): Names<Name> {
  const bytes: Buffer[] = [];
  const starts: number[] = [0];
  let used = 0;
  for (const text of texts) {
    const names = text === '' ? [] : text.split(' ');
    for (const name of names) starts.push((used += name.length));
    bytes.push(Buffer.from(names.join(''), 'latin1'));
  }
  return namesAt({ slab: Buffer.concat(bytes), starts: Float64Array.from(starts), size: starts.length - 1 });
}

export function namesAt<Name extends string>({ slab, starts, size }: NameBytes<Name>): Names<Name> {
  const text = Buffer.from(slab.buffer, slab.byteOffset, slab.byteLength);
  return { size, nameOf: (number) => text.toString('latin1', starts[number], starts[number + 1]) as Name };
}

/** The bytes of names. A character outside ASCII is an error, because neither DIDs nor addresses have any. */
export function asciiBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length !== text.length)
    throw new RangeError('A name has a character outside ASCII, which DIDs and addresses never have');
  return bytes;
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** FNV-1a over four bytes at a time, mixed once more because the hash table uses the low bits. */
function hashOf(bytes: DataView, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) hash = Math.imul(hash ^ bytes.getInt32(at, true), 0x01000193);
  for (; at < end; at += 1) hash = Math.imul(hash ^ bytes.getUint8(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function areEqual(one: DataView, from: number, other: DataView, start: number, end: number): boolean {
  let at = start;
  const shift = from - start;
  for (; at + 4 <= end; at += 4) if (one.getInt32(at + shift, true) !== other.getInt32(at, true)) return false;
  for (; at < end; at += 1) if (one.getUint8(at + shift) !== other.getUint8(at)) return false;
  return true;
}

function insert(slots: Uint32Array, hash: number, number: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = number + 1;
}

function rehashed(hashes: Uint32Array, size: number, length: number): Uint32Array<ArrayBuffer> {
  const slots = new Uint32Array(length);
  for (let number = 0; number < size; number += 1) insert(slots, hashes[number] ?? 0, number);
  return slots;
}

function extended<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

function orderOf({ slab, starts, size }: NameBytes<string>): Uint32Array {
  const keys = new Float64Array(size);
  for (let number = 0; number < size; number += 1) {
    const [from, to] = [starts[number] ?? 0, starts[number + 1] ?? 0];
    let key = 0;
    for (let at = 0; at < KEY_BYTES; at += 1) key = key * 256 + (from + at < to ? (slab[from + at] ?? 0) : 0);
    keys[number] = key;
  }
  const bytes = Buffer.from(slab.buffer, slab.byteOffset, slab.byteLength);
  return countTo(size).sort((one, other) => {
    const difference = (keys[one] ?? 0) - (keys[other] ?? 0);
    if (difference !== 0) return difference;
    return bytes.compare(bytes, starts[other], starts[other + 1], starts[one], starts[one + 1]);
  });
}

function arranged<Name extends string>({ slab, starts, size }: NameBytes<Name>, order: Uint32Array): NameBytes<Name> {
  const sorted = new Uint8Array(starts[size] ?? 0);
  const sortedStarts = new Float64Array(size + 1);
  let used = 0;
  for (const [place, number] of order.entries()) {
    const name = slab.subarray(starts[number], starts[number + 1]);
    sorted.set(name, used);
    used += name.length;
    sortedStarts[place + 1] = used;
  }
  return { slab: sorted, starts: sortedStarts, size };
}
