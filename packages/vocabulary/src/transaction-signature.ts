import * as z from 'zod';
import { base58Length } from './base58.ts';
import { assertBrand } from './assert-brand.ts';

/** A Solana transaction signature: 64 bytes in base58. */
export const TransactionSignature = z
  .string()
  .regex(/^[1-9A-HJ-NP-Za-km-z]{64,88}$/, { error: 'expected 64 bytes in base58', abort: true })
  .refine((value) => base58Length(value) === 64, {
    error: 'expected exactly 64 bytes in base58',
    params: { fault: 'format' },
  })
  .meta({
    id: 'TransactionSignature',
    description: 'Signature of a Solana transaction, which identifies it: 64 bytes in base58.',
    example: 'DyXZZCSiBREJ8YZ5cULd7PVdKpbkhHvHJ7otbJmLJajJtRsyq1irMMqKimYeKvRmZ8Sc2qWLhKjYR4ekM8RSzkV',
  })
  .brand<'TransactionSignature'>();
export type TransactionSignature = z.infer<typeof TransactionSignature>;

export const isTransactionSignature = (value: unknown): value is TransactionSignature =>
  TransactionSignature.safeParse(value).success;

export function assertIsTransactionSignature(value: unknown): asserts value is TransactionSignature {
  assertBrand('TransactionSignature', TransactionSignature, value);
}

export function transactionSignature(value: string): TransactionSignature {
  assertIsTransactionSignature(value);
  return value;
}
