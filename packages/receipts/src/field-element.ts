import { BrandError } from '@pos/vocabulary/assert-brand.ts';
import { FieldDecimal, fieldElement, isFieldElement, type FieldElement } from '@pos/vocabulary/field-element.ts';

export { FieldDecimal, fieldElement, isFieldElement, type FieldElement };

export const ZERO = fieldElement(0n);

const BYTES = 32;

/** 32 bytes, big-endian. Stored as PostgreSQL `bytea` this takes half the space of the decimal text. */
export function fieldToBytes(value: FieldElement): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  let rest: bigint = value;
  for (let at = BYTES - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** Reads 32 bytes, big-endian. Throws on another length and on a number that is not below the field's order. */
export function fieldFromBytes(bytes: Uint8Array): FieldElement {
  if (bytes.length !== BYTES) throw new BrandError(`Not a FieldElement: expected ${BYTES} bytes, got ${bytes.length}`);
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return fieldElement(value);
}
