import { describe, expect, it } from '@jest/globals';
import { readTransaction } from './wire-transaction.ts';

type Parts = {
  signatures: number;
  header: readonly number[];
  keys: number;
  instruction: readonly number[];
  tail: readonly number[];
};

/** A legacy transaction with one instruction: program 1, account 0, no data. */
function transactionOf(change: Partial<Parts> = {}): Uint8Array {
  const parts: Parts = { signatures: 1, header: [1, 0, 1], keys: 2, instruction: [1, 1, 0, 0], tail: [], ...change };
  return Uint8Array.from([
    parts.signatures,
    ...new Uint8Array(parts.signatures * 64),
    ...parts.header,
    parts.keys,
    ...new Uint8Array(parts.keys * 32),
    ...new Uint8Array(32),
    1,
    ...parts.instruction,
    ...parts.tail,
  ]);
}

describe('the rules of readTransaction', () => {
  it('admits a transaction that follows them', () => {
    expect(readTransaction(transactionOf())).toMatchObject({
      ok: true,
      value: { message: { version: 'legacy', requiredSignatures: 1 } },
    });
  });

  it.each([
    ['more signatures than the message requires', { signatures: 2 }],
    ['no signer who can pay', { header: [1, 1, 1] }],
    ['more signers and read-only accounts than accounts', { header: [1, 0, 2] }],
    ['a program beyond the accounts', { instruction: [2, 1, 0, 0] }],
    ['the fee payer as the program', { instruction: [0, 1, 0, 0] }],
    ['an account beyond the accounts', { instruction: [1, 1, 2, 0] }],
  ])('refuses %s as unsanitary', (_name, change) => {
    expect(readTransaction(transactionOf(change))).toMatchObject({ ok: false, error: { kind: 'unsanitary' } });
  });

  it.each([
    ['bytes after its end', { tail: [0] }],
    ['a length longer than it need be', { instruction: [1, 0x81, 0x00, 0, 0] }],
    ['a length that promises more than there is', { instruction: [1, 1, 0, 9] }],
  ])('refuses %s as malformed', (_name, change) => {
    expect(readTransaction(transactionOf(change))).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });

  it('refuses an unknown message version', () => {
    const bytes = Uint8Array.from([...transactionOf().subarray(0, 65), 0x81, ...transactionOf().subarray(65)]);
    expect(readTransaction(bytes)).toMatchObject({
      ok: false,
      error: { kind: 'malformed', detail: 'unsupported message version 1' },
    });
  });
});
