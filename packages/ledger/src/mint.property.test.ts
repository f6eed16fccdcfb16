import { describe, expect, it } from '@jest/globals';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import fc from 'fast-check';
import { chainErrorOf } from './chain-error.ts';
import { parseMint, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './mint.ts';

const MINT = solanaAddress('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU');

function mintBytes(extensions: readonly { readonly kind: number; readonly data: Uint8Array }[] = []): Uint8Array {
  const base = new Uint8Array(82);
  base.set([6, 1], 44);
  if (extensions.length === 0) return base;
  const entries = extensions.flatMap(({ kind, data }) => [
    kind & 255,
    kind >> 8,
    data.length & 255,
    data.length >> 8,
    ...data,
  ]);
  return Uint8Array.from([...base, ...new Uint8Array(83), 1, ...entries]);
}

describe('parseMint', () => {
  it('reads mints of both programs, and no other account', () => {
    expect(parseMint(MINT, TOKEN_PROGRAM, mintBytes())).toEqual({
      address: MINT,
      tokenProgram: TOKEN_PROGRAM,
      decimals: 6,
      deliversExactly: true,
    });
    expect(parseMint(MINT, TOKEN_2022_PROGRAM, mintBytes())?.tokenProgram).toBe(TOKEN_2022_PROGRAM);
    expect(parseMint(MINT, MINT, mintBytes())).toBeUndefined();
    expect(parseMint(MINT, TOKEN_PROGRAM, new Uint8Array(82))).toBeUndefined();
    expect(parseMint(MINT, TOKEN_PROGRAM, new Uint8Array(165).fill(1))).toBeUndefined();
    expect(parseMint(MINT, TOKEN_2022_PROGRAM, new Uint8Array(165).fill(1))).toBeUndefined();
  });

  it('reads extensions of Token-2022 alone, and of mints alone', () => {
    const extended = mintBytes([{ kind: 18, data: new Uint8Array(64) }]);
    expect(parseMint(MINT, TOKEN_2022_PROGRAM, extended)).toMatchObject({ decimals: 6, deliversExactly: true });
    expect(parseMint(MINT, TOKEN_PROGRAM, extended)).toBeUndefined();
    const tokenAccount = Uint8Array.from(extended);
    tokenAccount[165] = 2;
    expect(parseMint(MINT, TOKEN_2022_PROGRAM, tokenAccount)).toBeUndefined();
    const uninitialized = Uint8Array.from(extended);
    uninitialized[45] = 0;
    expect(parseMint(MINT, TOKEN_2022_PROGRAM, uninitialized)).toBeUndefined();
  });

  it('finds fees and hooks among other extensions, and trusts no truncated entry', () => {
    const fees = (older: number, newer: number) => {
      const data = new Uint8Array(108);
      const view = new DataView(data.buffer);
      view.setUint16(88, older, true);
      view.setUint16(106, newer, true);
      return { kind: 1, data };
    };
    const hook = (program: number) => ({ kind: 14, data: new Uint8Array(64).fill(program, 32) });
    const metadata = { kind: 18, data: new Uint8Array(64).fill(7) };
    const exact = (...extensions: NonNullable<Parameters<typeof mintBytes>[0]>[number][]) =>
      parseMint(MINT, TOKEN_2022_PROGRAM, mintBytes(extensions))?.deliversExactly;
    expect(exact(metadata, fees(0, 0), hook(0))).toBe(true);
    expect(exact(metadata, fees(1, 0))).toBe(false);
    expect(exact(metadata, fees(0, 1))).toBe(false);
    expect(exact(metadata, hook(1))).toBe(false);
    expect(exact({ kind: 1, data: new Uint8Array(10) })).toBe(false);
    expect(exact({ kind: 1, data: new Uint8Array(107) })).toBe(false);
    expect(exact({ kind: 14, data: new Uint8Array(63) })).toBe(false);
    expect(exact({ kind: 14, data: new Uint8Array(65) })).toBe(false);
    // The kind 0 marks the unused rest of an account.
    expect(exact(hook(0), { kind: 0, data: new Uint8Array(4) }, fees(1, 0))).toBe(true);
    expect(exact({ kind: 18, data: new Uint8Array() }, fees(1, 0))).toBe(false);
    expect(parseMint(MINT, TOKEN_2022_PROGRAM, mintBytes([metadata]).subarray(0, -1))?.deliversExactly).toBe(false);
  });

  it('throws for no account data', () => {
    const owner = fc.constantFrom(TOKEN_PROGRAM, TOKEN_2022_PROGRAM);
    const tail = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => Uint8Array.from([...mintBytes(), ...new Uint8Array(83), 1, ...bytes]));
    fc.assert(
      fc.property(owner, fc.oneof(fc.uint8Array({ maxLength: 400 }), tail), (program, data) => {
        parseMint(MINT, program, data);
      }),
    );
  });
});

describe('chainErrorOf', () => {
  it('reads the error shapes that nodes send', () => {
    expect(chainErrorOf('BlockhashNotFound')).toEqual({ code: 'BlockhashNotFound', customCode: undefined });
    expect(chainErrorOf({ InstructionError: [2, { Custom: 1n }] })).toEqual({
      code: 'InstructionError',
      customCode: 1,
    });
    expect(chainErrorOf({ InstructionError: [2, { Custom: 1 }] })).toEqual({ code: 'InstructionError', customCode: 1 });
    expect(chainErrorOf({ InstructionError: [2, 'InvalidAccountData'] })).toEqual({
      code: 'InstructionError:InvalidAccountData',
      customCode: undefined,
    });
    expect(chainErrorOf({ InstructionError: [2, { Custom: '1' }] })).toEqual({
      code: 'InstructionError',
      customCode: undefined,
    });
    expect(chainErrorOf({ InsufficientFundsForRent: { account_index: 1 } })).toEqual({
      code: 'InsufficientFundsForRent',
      customCode: undefined,
    });
  });

  it.each([undefined, null, 7, true, {}, []])('knows no code of %p', (error) => {
    expect(chainErrorOf(error)).toEqual({ code: 'Unknown', customCode: undefined });
  });

  it.each([[[2, null]], [[2]], [[2, 7]], [[2, { Other: 1 }]], ['text'], [null]])('knows no number in %p', (details) => {
    expect(chainErrorOf({ InstructionError: details })).toEqual({ code: 'InstructionError', customCode: undefined });
  });

  it('throws for no input', () => {
    fc.assert(fc.property(fc.anything(), (error) => typeof chainErrorOf(error).code === 'string'));
  });
});
