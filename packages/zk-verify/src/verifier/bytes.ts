import type { Fq2, G1Point, G2Point } from '../domain/bn254.ts';

/** Bytes of one field element, little-endian. */
export const FIELD_BYTES = 32;
export const G1_BYTES = 2 * FIELD_BYTES;
export const G2_BYTES = 4 * FIELD_BYTES;

/** Writes `value` (below 2^256) as 32 bytes, little-endian. */
export function writeField(view: DataView, offset: number, value: bigint): void {
  let rest = value;
  for (let word = 0; word < 4; word++) {
    view.setBigUint64(offset + 8 * word, BigInt.asUintN(64, rest), true);
    rest >>= 64n;
  }
}

export function writeG1(view: DataView, offset: number, { x, y }: G1Point): void {
  writeField(view, offset, x);
  writeField(view, offset + FIELD_BYTES, y);
}

const writeFq2 = (view: DataView, offset: number, [c0, c1]: Fq2): void => {
  writeField(view, offset, c0);
  writeField(view, offset + FIELD_BYTES, c1);
};

export function writeG2(view: DataView, offset: number, { x, y }: G2Point): void {
  writeFq2(view, offset, x);
  writeFq2(view, offset + G1_BYTES, y);
}
