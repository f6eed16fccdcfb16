// SPDX-License-Identifier: GPL-3.0-only
import { err, ok, type Result } from '@pos/vocabulary/result.ts';

/** Reads `1000`, `1000.5` or `$1,000` as atomic USDC (six decimals), without floating point. */
export function readUsd(text: string): Result<bigint, string> {
  const [, whole, fraction = ''] = /^\$?(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (whole === undefined) return err(`"${text}" is not an amount: write 1000 or 1000.50, in US dollars.`);
  return ok(BigInt(whole.replaceAll(',', '')) * 1_000_000n + BigInt(fraction.padEnd(6, '0')));
}

/** Reads `2%`, `2.25%` or `0.02` as basis points. */
export function readShare(text: string): Result<number, string> {
  const [, whole, fraction = '', percent] = /^(\d{1,3})(?:\.(\d{1,4}))?(%)?$/.exec(text) ?? [];
  const digits = percent === undefined ? 4 : 2;
  const bps = Number(`${whole ?? 'none'}${fraction.padEnd(digits, '0')}`);
  const exact = whole !== undefined && fraction.length <= digits && bps <= 10_000;
  return exact ? ok(bps) : err(`"${text}" is not a share: write 2%, 2.25% or 0.0225, at most 100%.`);
}

/** Reads a whole number from `least` to 2^32 − 1. */
export function readCount(text: string, least: number): Result<number, string> {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return value >= least && value < 2 ** 32 ? ok(value) : err(`"${text}" is not a whole number from ${least}.`);
}
