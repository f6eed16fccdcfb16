// SPDX-License-Identifier: GPL-3.0-only
import type { CurveCode } from '../snarkjs.ts';

export type Group = 'g1' | 'g2';
/**
 * Multiplies a group's generator. Returns affine points in the format of zkey files: Montgomery form, little-endian.
 */
export type FixedBase = (scalars: readonly bigint[]) => Uint8Array<ArrayBuffer>;

const WINDOW_BITS = 11;
const WINDOWS = Math.ceil(254 / WINDOW_BITS);
const ENTRIES = 2 ** WINDOW_BITS - 1;
const PAGE = 65_536;
/** Number of points multiplied before their bytes are copied out. Limits the WebAssembly memory. */
const CHUNK = 8_192;

/** The members of WebAssembly used here. Node's types declare it only as a namespace of types. */
type WebAssemblyApi = {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly instantiate: (
    code: Uint8Array,
    imports: object,
  ) => Promise<{ readonly instance: { readonly exports: object } }>;
};
const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

type Calls = Record<
  'zero' | 'copy' | 'addMixed' | 'add' | 'double' | 'toJacobian' | 'batchToAffine',
  (...pointers: number[]) => void
>;

/** A separate instance of the curve's WebAssembly, which has its own memory for the table and the results. */
async function instantiate({ code, pG1gen, pG2gen }: CurveCode, group: Group, bytes: number, heapBytes: number) {
  const memory = new wasm.Memory({ initial: Math.ceil((bytes + heapBytes) / PAGE) + 32 });
  const { instance } = await wasm.instantiate(code, { env: { memory } });
  const raw = instance.exports as Record<string, (...pointers: number[]) => void>;
  const call = (name: string) => {
    const found = raw[`${group}m_${name}`];
    if (found === undefined) throw new Error(`The curve's WebAssembly has no ${group}m_${name}`);
    return found;
  };
  const calls: Calls = {
    zero: call('zero'),
    copy: call('copy'),
    addMixed: call('addMixed'),
    add: call('add'),
    double: call('double'),
    toJacobian: call('toJacobian'),
    batchToAffine: call('batchToAffine'),
  };
  // The word at 0 points to free memory, from which batchToAffine allocates. It must point behind the table and
  // results.
  const heap = new Uint32Array(memory.buffer, 0, 1);
  const start = Math.ceil((heap[0] ?? 0) / 64) * 64;
  heap[0] = start + bytes;
  return { calls, memory, start, generator: group === 'g1' ? pG1gen : pG2gen };
}

/** Addresses in the instance's memory, and sizes of points, in bytes. */
type Layout = {
  readonly affine: number;
  readonly jacobian: number;
  readonly table: number;
  readonly base: number;
  readonly work: number;
};

/** Writes j·2^(11·w)·G for each window w and each digit j to the table. */
function fillTable(calls: Calls, generator: number, { affine, jacobian, table, base, work }: Layout): void {
  calls.copy(generator, base);
  for (let window = 0; window < WINDOWS; window += 1) {
    calls.copy(base, work);
    for (let entry = 1; entry < ENTRIES; entry += 1)
      calls.add(work + (entry - 1) * jacobian, base, work + entry * jacobian);
    calls.add(work + (ENTRIES - 1) * jacobian, base, base);
    calls.batchToAffine(work, ENTRIES, table + window * ENTRIES * affine);
  }
}

/**
 * Windowed multiplication of one base: a table of j·2^(11·w)·G for each window w, then one mixed addition per window.
 * That is 24 additions per point instead of about 380 doublings and additions.
 */
export async function fixedBase(curve: CurveCode, group: Group): Promise<FixedBase> {
  const affine = group === 'g1' ? 64 : 128;
  const jacobian = (affine / 2) * 3;
  const tableBytes = WINDOWS * ENTRIES * affine;
  const batch = Math.max(ENTRIES, CHUNK);
  const { calls, memory, start, generator } = await instantiate(
    curve,
    group,
    tableBytes + (batch + 2) * jacobian,
    2 * batch * jacobian,
  );
  const base = start + tableBytes;
  const layout: Layout = { affine, jacobian, table: start, base, work: base + 2 * jacobian };
  const { table, work } = layout;
  fillTable(calls, generator, layout);

  const multiplyInto = (scalar: bigint, target: number) => {
    calls.zero(target);
    let rest = scalar;
    for (let window = 0; rest > 0n; window += 1, rest >>= BigInt(WINDOW_BITS)) {
      const digit = Number(rest & BigInt(ENTRIES));
      if (digit > 0) calls.addMixed(target, table + (window * ENTRIES + digit - 1) * affine, target);
    }
  };
  return (scalars) => {
    const points = new Uint8Array(scalars.length * affine);
    for (let from = 0; from < scalars.length; from += CHUNK) {
      const chunk = scalars.slice(from, from + CHUNK);
      chunk.forEach((scalar, at) => multiplyInto(scalar, work + at * jacobian));
      calls.batchToAffine(work, chunk.length, work);
      points.set(new Uint8Array(memory.buffer, work, chunk.length * affine), from * affine);
    }
    return points;
  };
}
