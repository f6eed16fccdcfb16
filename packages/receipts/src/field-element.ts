import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import { BrandError } from '@pos/vocabulary/assert-brand.ts';
import * as z from 'zod';

/** An element of the BN254 scalar field (EIP-197): what circuits compute with and what public signals are. */
export type FieldElement = bigint & z.$brand<'FieldElement'>;

/** Written out rather than asked of Zod: hashing tests millions of these. */
export const isFieldElement = (value: unknown): value is FieldElement =>
  typeof value === 'bigint' && value >= 0n && value < BN254_SCALAR_ORDER;

export function assertIsFieldElement(value: unknown): asserts value is FieldElement {
  if (!isFieldElement(value)) {
    throw new BrandError(`Not a FieldElement: expected a bigint from 0 to the order of BN254's scalar field, got ${typeof value}`);
  }
}

export function fieldElement(value: bigint | number): FieldElement {
  const wide = BigInt(value);
  assertIsFieldElement(wide);
  return wide;
}

export const ZERO = fieldElement(0n);

/** A field element on the wire: one canonical decimal string for each element, so that equal texts are equal values. */
export const FieldDecimal = z.codec(
  z
    .string()
    .regex(/^(?:0|[1-9]\d{0,76})$/, 'expected a canonical decimal')
    .refine((text) => BigInt(text) < BN254_SCALAR_ORDER, 'expected a value below the order of the BN254 scalar field')
    .meta({ example: '21663839004416932945382355908790599225266501822907911457504978515578255421292' }),
  z.custom<FieldElement>(isFieldElement),
  { decode: (text) => fieldElement(BigInt(text)), encode: (value) => value.toString() },
);

const BYTES = 32;

/** 32 bytes, big-endian: half the size of the decimal in a PostgreSQL `bytea`. */
export function fieldToBytes(value: FieldElement): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  let rest: bigint = value;
  for (let at = BYTES - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** Throws on any length but 32 and on a number that is not reduced. */
export function fieldFromBytes(bytes: Uint8Array): FieldElement {
  if (bytes.length !== BYTES) throw new BrandError(`Not a FieldElement: expected ${BYTES} bytes, got ${bytes.length}`);
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return fieldElement(value);
}
