import { describe, expect, it } from '@jest/globals';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import fc from 'fast-check';
import { FieldDecimal, fieldElement, fieldFromBytes, fieldToBytes, isFieldElement } from './field-element.ts';
import { elementArb } from './testing/arbitraries.ts';

describe('field elements', () => {
  it('are bigints from 0 to the order minus 1', () => {
    expect([0n, BN254_SCALAR_ORDER - 1n].every(isFieldElement)).toBe(true);
    expect([-1n, BN254_SCALAR_ORDER, 1, '1'].some(isFieldElement)).toBe(false);
    expect(() => fieldElement(BN254_SCALAR_ORDER)).toThrow('Not a FieldElement');
  });

  it('round-trip through bytes and through decimals', () =>
    fc.assert(
      fc.property(elementArb, (value) => {
        expect(fieldFromBytes(fieldToBytes(value))).toBe(value);
        expect(FieldDecimal.decode(FieldDecimal.encode(value))).toBe(value);
      }),
    ));

  it.each(['', '01', '-1', '0x1', '1 ', `${BN254_SCALAR_ORDER}`, '9'.repeat(78)])('refuses the decimal %j', (text) =>
    expect(FieldDecimal.safeDecode(text).success).toBe(false),
  );

  it('refuses bytes of another length and bytes of a number at or above the order', () => {
    expect(() => fieldFromBytes(new Uint8Array(31))).toThrow('32 bytes');
    expect(() => fieldFromBytes(new Uint8Array(32).fill(255))).toThrow('Not a FieldElement');
  });
});
