// SPDX-License-Identifier: GPL-3.0-only
/** A linear combination of wires, with its terms in the file's order. */
export type LinearCombination = readonly { readonly wire: number; readonly coefficient: bigint }[];
/** The constraint (a · w) × (b · w) = (c · w). */
export type Constraint = {
  readonly a: LinearCombination;
  readonly b: LinearCombination;
  readonly c: LinearCombination;
};

export type R1cs = {
  readonly prime: bigint;
  readonly wires: number;
  /** Number of outputs and public inputs. The constant wire 0 is not counted. */
  readonly publicSignals: number;
  readonly constraints: readonly Constraint[];
};

const HEADER = 1;
const CONSTRAINTS = 2;
const FIELD_BYTES = 32;

function sectionsOf(view: DataView): Map<number, number> {
  if (view.getUint32(0) !== 0x72316373 || view.getUint32(4, true) !== 1)
    throw new Error('Not an r1cs file of version 1');
  const sections = new Map<number, number>();
  let at = 12;
  for (let left = view.getUint32(8, true); left > 0; left -= 1) {
    sections.set(view.getUint32(at, true), at + 12);
    at += 12 + Number(view.getBigUint64(at + 4, true));
  }
  return sections;
}

const scalarAt = (view: DataView, at: number): bigint =>
  view.getBigUint64(at, true) |
  (view.getBigUint64(at + 8, true) << 64n) |
  (view.getBigUint64(at + 16, true) << 128n) |
  (view.getBigUint64(at + 24, true) << 192n);

/** Reads an r1cs file (iden3's r1cs specification, version 1) over a 32-byte field. */
export function readR1cs(file: Uint8Array): R1cs {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const sections = sectionsOf(view);
  const header = sections.get(HEADER);
  const at = sections.get(CONSTRAINTS);
  if (header === undefined || at === undefined) throw new Error('The r1cs file lacks its header or its constraints');
  if (view.getUint32(header, true) !== FIELD_BYTES) throw new Error('The r1cs file is not over a field of 32 bytes');
  let cursor = at;
  const combination = (): LinearCombination => {
    const terms = view.getUint32(cursor, true);
    cursor += 4;
    return Array.from({ length: terms }, () => {
      const term = { wire: view.getUint32(cursor, true), coefficient: scalarAt(view, cursor + 4) };
      cursor += 4 + FIELD_BYTES;
      return term;
    });
  };
  const counts = header + 4 + FIELD_BYTES;
  return {
    prime: scalarAt(view, header + 4),
    wires: view.getUint32(counts, true),
    publicSignals: view.getUint32(counts + 4, true) + view.getUint32(counts + 8, true),
    constraints: Array.from({ length: view.getUint32(counts + 24, true) }, () => ({
      a: combination(),
      b: combination(),
      c: combination(),
    })),
  };
}

/** Index of the first constraint that the assignment violates, or `undefined` if it is a valid witness. */
export function brokenConstraint({ prime, constraints }: R1cs, witness: readonly bigint[]): number | undefined {
  const value = (terms: LinearCombination) =>
    terms.reduce((sum, { wire, coefficient }) => sum + coefficient * (witness[wire] ?? 0n), 0n) % prime;
  const broken = constraints.findIndex(({ a, b, c }) => (value(a) * value(b) - value(c)) % prime !== 0n);
  return broken === -1 ? undefined : broken;
}
