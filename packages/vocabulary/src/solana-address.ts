import * as z from 'zod';
import { base58Length } from './base58.ts';
import { assertBrand } from './assert-brand.ts';

/** A Solana account address: 32 bytes in base58. */
export const SolanaAddress = z
  .string()
  .regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, { error: 'expected 32 bytes in base58', abort: true })
  .refine((value) => base58Length(value) === 32, {
    error: 'expected exactly 32 bytes in base58',
    params: { fault: 'format' },
  })
  .meta({
    id: 'SolanaAddress',
    description: 'A Solana account address: 32 bytes in base58.',
    example: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  })
  .brand<'SolanaAddress'>();
export type SolanaAddress = z.infer<typeof SolanaAddress>;

export const isSolanaAddress = (value: unknown): value is SolanaAddress => SolanaAddress.safeParse(value).success;

export function assertIsSolanaAddress(value: unknown): asserts value is SolanaAddress {
  assertBrand('SolanaAddress', SolanaAddress, value);
}

export function solanaAddress(value: string): SolanaAddress {
  assertIsSolanaAddress(value);
  return value;
}
