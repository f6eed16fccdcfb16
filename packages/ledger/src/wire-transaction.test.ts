import { describe, expect, it } from '@jest/globals';
import { joinTransaction } from './wire-transaction.ts';

const signatures = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => new Uint8Array(64).fill(at));

describe('joinTransaction', () => {
  it('writes the count, the signatures in order and the message', () => {
    const wire = joinTransaction(signatures(2), Uint8Array.of(9, 8));
    expect([wire.length, wire[0], wire[64], wire[65], ...wire.subarray(-2)]).toEqual([131, 2, 0, 1, 9, 8]);
  });

  it('writes at most the 127 signatures that one byte can count', () => {
    expect(joinTransaction(signatures(127), new Uint8Array())[0]).toBe(127);
    expect(() => joinTransaction(signatures(128), new Uint8Array())).toThrow(RangeError);
  });
});
