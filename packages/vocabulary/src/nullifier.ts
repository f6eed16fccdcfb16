import * as z from 'zod';
import { assertBrand } from './assert-brand.ts';

/** Order of the BN254 scalar field (EIP-197). */
export const BN254_SCALAR_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** A proof's nullifier: an element of the BN254 scalar field in canonical decimal. */
export const Nullifier = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,76})$/, { error: 'expected a canonical decimal', abort: true })
  .refine((value) => BigInt(value) < BN254_SCALAR_ORDER, {
    error: 'expected a value below the order of the BN254 scalar field',
    params: { fault: 'range' },
  })
  .meta({
    id: 'Nullifier',
    description:
      'The nullifier of a proof, in canonical decimal. It is the same for every proof of an agent, statement and scope.',
    example: '9834876176361297832136187231782361',
  })
  .brand<'Nullifier'>();
export type Nullifier = z.infer<typeof Nullifier>;

export const isNullifier = (value: unknown): value is Nullifier => Nullifier.safeParse(value).success;

export function assertIsNullifier(value: unknown): asserts value is Nullifier {
  assertBrand('Nullifier', Nullifier, value);
}

export function nullifier(value: string): Nullifier {
  assertIsNullifier(value);
  return value;
}
