import * as z from 'zod';
import { assertBrand } from './assert-brand.ts';

/** A score in basis points: an integer from 0 (worst) to 10,000 (best). */
export const ScoreBps = z
  .number()
  .int()
  .min(0)
  .max(10_000)
  .meta({ id: 'ScoreBps', description: 'Basis points, from 0 (worst) to 10,000 (best).', example: 7_412 })
  .brand<'ScoreBps'>();
export type ScoreBps = z.infer<typeof ScoreBps>;

export const isScoreBps = (value: unknown): value is ScoreBps => ScoreBps.safeParse(value).success;

export function assertIsScoreBps(value: unknown): asserts value is ScoreBps {
  assertBrand('ScoreBps', ScoreBps, value);
}

export function scoreBps(value: number): ScoreBps {
  assertIsScoreBps(value);
  return value;
}
