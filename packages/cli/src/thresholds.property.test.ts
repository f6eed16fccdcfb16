// SPDX-License-Identifier: GPL-3.0-only
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readCount, readShare, readUsd } from './thresholds.ts';

describe('thresholds on the command line', () => {
  it.each([
    ['1000', 1_000_000_000n],
    ['$1,000', 1_000_000_000n],
    ['0.000001', 1n],
    ['12.5', 12_500_000n],
    ['0', 0n],
  ])('%s reads as %d atomic USDC', (text, atomic) => expect(readUsd(text)).toEqual({ ok: true, value: atomic }));

  it.each([
    ['2%', 200],
    ['0.02', 200],
    ['2.25%', 225],
    ['100%', 10_000],
    ['1', 10_000],
    ['0%', 0],
  ])('%s reads as %d bps', (text, bps) => expect(readShare(text)).toEqual({ ok: true, value: bps }));

  it.each(['', '-1', '1e3', '1,00', '0.0000001', 'NaN', '١'])('%j is refused as an amount', (text) =>
    expect(readUsd(text).ok).toBe(false),
  );
  it.each(['', '2', '101%', '0.00001', '2.255%', '-1%', '%'])('%j is refused as a share', (text) =>
    expect(readShare(text).ok).toBe(false),
  );
  it.each(['', '0', '-1', '1.5', '4294967296'])('%j is refused as a count', (text) =>
    expect(readCount(text, 1).ok).toBe(false),
  );

  it('every amount is read exactly', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (atomic) => {
        expect(readUsd(`${atomic / 1_000_000n}.${String(atomic % 1_000_000n).padStart(6, '0')}`)).toEqual({
          ok: true,
          value: atomic,
        });
      }),
    ));

  it('every share is read exactly', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (bps) => {
        expect(readShare(`${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')}%`)).toEqual({
          ok: true,
          value: bps,
        });
      }),
    ));
});
