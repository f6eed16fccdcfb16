import * as z from 'zod';
import { U64_MAX } from './atomic-amount.ts';
import { assertBrand } from './assert-brand.ts';

/** An amount of SOL in lamports (10⁻⁹ SOL), within u64. */
export const Lamports = z.bigint().min(0n).max(U64_MAX).brand<'Lamports'>();
export type Lamports = z.infer<typeof Lamports>;

export const isLamports = (value: unknown): value is Lamports => Lamports.safeParse(value).success;

export function assertIsLamports(value: unknown): asserts value is Lamports {
  assertBrand('Lamports', Lamports, value);
}

export function lamports(value: bigint): Lamports {
  assertIsLamports(value);
  return value;
}
