import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createVirtualMachine } from './virtual-machine.ts';
import { base58Decode } from './encoding/base58.ts';
import { readTransaction } from './wire-transaction.ts';

const PROGRAMS = [
  '11111111111111111111111111111111',
  'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
  'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
  'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  'ComputeBudget111111111111111111111111111111',
  'Ed25519SigVerify111111111111111111111111111',
  'AddressLookupTab1e1111111111111111111111111',
].map((text) => base58Decode(text) ?? new Uint8Array());

const keyArb = fc.oneof(fc.constantFrom(...PROGRAMS), fc.uint8Array({ minLength: 32, maxLength: 32 }));
const compact = (length: number): number[] => (length < 128 ? [length] : [(length & 127) | 128, length >> 7]);
const shortArb = (maxLength: number) => fc.uint8Array({ maxLength });
const counted = (bytes: ArrayLike<number>): number[] => [...compact(bytes.length), ...Array.from(bytes)];

const modulo = (numbers: readonly number[], total: number) => numbers.map((each) => each % total);

/** Well-formed transactions over random accounts. Some have one byte changed afterwards. */
const shapedArb = fc
  .record({
    versioned: fc.boolean(),
    signatures: fc.integer({ min: 1, max: 2 }),
    readonly: fc.tuple(fc.nat(1), fc.nat(4)),
    keys: fc.array(keyArb, { minLength: 3, maxLength: 7 }),
    instructions: fc.array(
      fc.record({ program: fc.nat(6), accounts: fc.array(fc.nat(9), { maxLength: 5 }), data: shortArb(40) }),
      { maxLength: 4 },
    ),
    lookups: fc.array(fc.record({ table: keyArb, writable: fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }) }), {
      maxLength: 2,
    }),
    change: fc.option(fc.tuple(fc.nat(), fc.nat(255)), { freq: 4 }),
  })
  .map(({ versioned, signatures, readonly, keys, instructions, lookups, change }) => {
    const total = keys.length + (versioned ? lookups.reduce((sum, { writable }) => sum + writable.length, 0) : 0);
    const bytes = Uint8Array.from([
      ...compact(signatures),
      ...new Uint8Array(signatures * 64),
      ...(versioned ? [0x80] : []),
      signatures,
      readonly[0] % signatures,
      readonly[1] % (keys.length - signatures + 1),
      ...compact(keys.length),
      ...keys.flatMap((key) => [...key]),
      ...new Uint8Array(32),
      ...compact(instructions.length),
      ...instructions.flatMap(({ program, accounts, data }) => [
        1 + (program % (keys.length - 1)),
        ...counted(modulo(accounts, total)),
        ...counted(data),
      ]),
      ...(versioned
        ? [lookups.length, ...lookups.flatMap(({ table, writable }) => [...table, ...counted(writable), 0])]
        : []),
    ]);
    if (change !== null) bytes[change[0] % bytes.length] = change[1];
    return bytes;
  });

describe('readTransaction', () => {
  it('admits no bytes that abort the native machine', () => {
    const machine = createVirtualMachine();
    let admitted = 0;
    fc.assert(
      fc.property(
        fc.oneof({ weight: 8, arbitrary: shapedArb }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) }),
        (bytes) => {
          const read = readTransaction(bytes);
          if (!read.ok) return;
          admitted += 1;
          // An abort would end this process. The test passes if it reaches the assertion; an execution error is
          // allowed.
          expect(machine.simulate(bytes, { verifySignatures: false }).error).not.toBeUndefined();
        },
      ),
      { numRuns: 3000 },
    );
    expect(admitted).toBeGreaterThan(1000);
  });

  it('refuses every prefix of a transaction', () => {
    fc.assert(
      fc.property(shapedArb, fc.nat(), (bytes, cut) => {
        if (readTransaction(bytes).ok) expect(readTransaction(bytes.subarray(0, cut % bytes.length)).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
