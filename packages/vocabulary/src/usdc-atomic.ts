import * as z from 'zod';
import { U64_MAX } from './atomic-amount.ts';
import { assertBrand } from './assert-brand.ts';

/** An amount of USDC in atomic units (10⁻⁶ USDC), within u64. */
export const UsdcAtomic = z.bigint().min(0n).max(U64_MAX).brand<'UsdcAtomic'>();
export type UsdcAtomic = z.infer<typeof UsdcAtomic>;

export const isUsdcAtomic = (value: unknown): value is UsdcAtomic => UsdcAtomic.safeParse(value).success;

export function assertIsUsdcAtomic(value: unknown): asserts value is UsdcAtomic {
  assertBrand('UsdcAtomic', UsdcAtomic, value);
}

export function usdcAtomic(value: bigint): UsdcAtomic {
  assertIsUsdcAtomic(value);
  return value;
}
