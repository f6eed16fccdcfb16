import { describe, expect, it } from '@jest/globals';
import { getBase58Decoder } from '@solana/kit';
import fc from 'fast-check';
import { addressText } from './address-text.ts';
import { base58Decode, base58Encode } from './base58.ts';

const bytesArb = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc
    .tuple(fc.nat(40), fc.uint8Array({ maxLength: 64 }))
    .map(([zeros, tail]) => Uint8Array.from([...new Uint8Array(zeros), ...tail])),
);

describe('base58', () => {
  it('agrees with Kit and reads back what it writes', () => {
    const kit = getBase58Decoder();
    fc.assert(
      fc.property(bytesArb, (bytes) => {
        const text = base58Encode(bytes);
        expect(text).toBe(kit.decode(bytes));
        expect(addressText(bytes)).toBe(text);
        expect(Buffer.from(base58Decode(text) ?? [])).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads no text with a character outside its alphabet', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('0', 'O', 'I', 'l', ' ', 'é', '😀'),
        fc.string(),
        (before, wrong, after) => {
          expect(base58Decode(before + wrong + after)).toBeUndefined();
        },
      ),
    );
  });
});
