import * as z from 'zod';
import { BrandError } from './assert-brand.ts';
import { BN254_SCALAR_ORDER } from './nullifier.ts';

/** An element of the BN254 scalar field (EIP-197). Circuits compute with field elements, and public signals are field elements. */
export type FieldElement = bigint & z.$brand<'FieldElement'>;

/** Does not use Zod, because hashing checks millions of values. */
export const isFieldElement = (value: unknown): value is FieldElement =>
  typeof value === 'bigint' && value >= 0n && value < BN254_SCALAR_ORDER;

export function assertIsFieldElement(value: unknown): asserts value is FieldElement {
  if (!isFieldElement(value)) {
    throw new BrandError(
      `Not a FieldElement: expected a bigint from 0 to the order of BN254's scalar field, got ${typeof value}`,
    );
  }
}

export function fieldElement(value: bigint | number): FieldElement {
  const wide = BigInt(value);
  assertIsFieldElement(wide);
  return wide;
}

/** A field element on the wire: one canonical decimal string per element, so that equal strings are equal values. */
export const FieldDecimal = z
  .codec(
    z
      .string()
      .regex(/^(?:0|[1-9]\d{0,76})$/, { error: 'expected a canonical decimal', abort: true })
      .refine((text) => BigInt(text) < BN254_SCALAR_ORDER, {
        error: 'expected a value below the order of the BN254 scalar field',
        params: { fault: 'range' },
      })
      .meta({ example: '21663839004416932945382355908790599225266501822907911457504978515578255421292' }),
    z.custom<FieldElement>(isFieldElement),
    { decode: (text) => fieldElement(BigInt(text)), encode: (value) => value.toString() },
  )
  .meta({ id: 'FieldElement', description: 'An element of the BN254 scalar field in canonical decimal.' });
