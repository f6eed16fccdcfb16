// SPDX-License-Identifier: GPL-3.0-only
import { decodeBase58 } from '@pos/vocabulary/base58.ts';

export interface Trace {
  readonly what: string;
  /** Matches the secret in a text, with hexadecimal digits in either case. */
  readonly pattern: RegExp;
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Matches `text` unless it is part of a longer number, where a match would be a coincidence. */
const whole = (text: string, alphabet: string) =>
  new RegExp(`(?<![${alphabet}])${escaped(text)}(?![${alphabet}])`, 'i');

/**
 * Traces of a key or signature. The encodings are base58, and in both byte orders base64, hexadecimal, decimal and a
 * list of bytes.
 */
export function tracesOfBytes(what: string, base58: string): Trace[] {
  const forward = Buffer.from(decodeBase58(base58) ?? []);
  if (forward.length < 32) throw new Error(`${what} is not base58: ${base58}`);
  const spellings = [forward, Buffer.from(forward.toReversed())].flatMap((bytes) => [
    bytes.toString('hex'),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('base64url'),
    BigInt(`0x${bytes.toString('hex')}`).toString(),
    [...bytes].join(','),
  ]);
  return [base58, ...spellings].map((text) => ({ what, pattern: new RegExp(escaped(text), 'i') }));
}

/** Traces of an amount of atomic USDC: decimal, hexadecimal and in dollars. */
export function tracesOfAmount(what: string, atomic: bigint): Trace[] {
  const cents = String((atomic / 10_000n) % 100n).padStart(2, '0');
  return [
    { what, pattern: whole(atomic.toString(), '0-9') },
    { what, pattern: whole(atomic.toString(16), '0-9a-f') },
    { what, pattern: whole(`${atomic / 1_000_000n}.${cents}`, '0-9') },
  ];
}

/** The names of the secrets that leave a trace in the text. */
export const found = (text: string, traces: readonly Trace[]): string[] => [
  ...new Set(traces.filter(({ pattern }) => pattern.test(text)).map(({ what }) => what)),
];
