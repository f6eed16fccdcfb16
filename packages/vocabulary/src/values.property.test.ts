import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { Account, account, addressOf, isAccount, solanaAddressOf } from './account.ts';
import { AtomicAmount, U64_MAX } from './atomic-amount.ts';
import { decodeBase58, encodeBase58 } from './base58.ts';
import { Did, isDid, pkhAccount, pkhDid } from './did.ts';
import { SOLANA_DEVNET } from './network.ts';
import { BN254_SCALAR_ORDER, isNullifier, Nullifier } from './nullifier.ts';
import { assertIsScoreBps, isScoreBps } from './score-bps.ts';
import { isSolanaAddress, SolanaAddress, solanaAddress } from './solana-address.ts';
import { Slot } from './slot.ts';
import { TransactionSignature } from './transaction-signature.ts';
import { uuidV7 } from './uuid.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('base58', () => {
  it('decodes what it encoded', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) =>
        expect(decodeBase58(encodeBase58(bytes))).toEqual(bytes),
      ),
    ));

  it('encodes every decoded text to the same text', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{0,60}$/), (text) => {
        const bytes = decodeBase58(text);
        expect(bytes && encodeBase58(bytes)).toBe(text);
      }),
    ));

  it.each(['0', 'O', 'I', 'l', 'é', ' '])('refuses %j', (character) =>
    expect(decodeBase58(`1${character}`)).toBeUndefined(),
  );
});

describe('SolanaAddress', () => {
  it('accepts exactly 32 bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 28, maxLength: 36 }), (bytes) =>
        expect(isSolanaAddress(encodeBase58(bytes))).toBe(bytes.length === 32),
      ),
    ));
});

describe('Account', () => {
  it('joins a network and an address, and gives the address back', () =>
    fc.assert(
      fc.property(bytes32, (bytes) => {
        const address = encodeBase58(bytes);
        const made = account(SOLANA_DEVNET, address);
        expect([isAccount(made), addressOf(made), solanaAddressOf(made)]).toEqual([true, address, address]);
      }),
    ));

  it.each(['', 'a:b', 'x'.repeat(129)])('refuses the address %j', (address) =>
    expect(() => account(SOLANA_DEVNET, address)).toThrow('Not an Account'),
  );

  it.each([':', 'ledger:', ':test', 'led:ger:test', 'Ledger:test', `ledger:${'t'.repeat(33)}`] as const)(
    'refuses the network %j',
    (network) => expect(() => account(network, 'alice')).toThrow('Not an Account'),
  );

  it('gives a Solana address only for an account on Solana', () =>
    fc.assert(
      fc.property(bytes32, (bytes) => {
        const elsewhere = account('ledger:test', encodeBase58(bytes));
        expect(() => solanaAddressOf(elsewhere)).toThrow('Not an account on Solana');
      }),
    ));
});

describe('every value', () => {
  it('refuses any text of any length without throwing', () => {
    const hostile = ['1'.repeat(200_000), 'z'.repeat(200_000), 'x'.repeat(25), `did:pkh:solana:${'1'.repeat(100_000)}`];
    for (const schema of [Account, AtomicAmount, SolanaAddress, TransactionSignature, Nullifier, Did]) {
      for (const text of hostile) expect(schema.safeParse(text).success).toBe(false);
      fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void schema.safeParse(text)));
    }
  });
});

describe.each([
  ['AtomicAmount', AtomicAmount],
  ['Slot', Slot],
] as const)('%s', (_, Amount) => {
  it('decodes every number that it encoded', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: U64_MAX }), (amount) =>
        expect(z.decode(Amount, z.encode(Amount, amount))).toBe(amount),
      ),
    ));

  it.each(['01', '+1', '-1', '1.0', '1e3', ' 1', '', '0x1', String(U64_MAX + 1n), '9'.repeat(2_000)])(
    'refuses %j',
    (text) => expect(Amount.safeParse(text).success).toBe(false),
  );

  it('refuses JSON numbers, which lose precision', () => expect(Amount.safeParse(1).success).toBe(false));
});

describe('Did', () => {
  it('reads every did:pkh that it wrote', () =>
    fc.assert(
      fc.property(bytes32, (bytes) => {
        const address = solanaAddress(encodeBase58(bytes));
        expect(pkhAccount(pkhDid(SOLANA_DEVNET, address))).toEqual({ network: SOLANA_DEVNET, address });
      }),
    ));

  it.each([
    'did:example:1',
    'did:pkh:eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb',
    'did:pkh:solana:unknown:4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
    'did:web:example.com/path',
    'did:key:z6Mk#fragment',
    `did:web:${'a'.repeat(600)}`,
    "did:web:x'; drop table agent_profiles; --",
    42,
    null,
  ])('refuses %j', (value) => expect(isDid(value)).toBe(false));
});

describe('Nullifier', () => {
  it('accepts the decimals of field elements and of no other number', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: BN254_SCALAR_ORDER * 2n }), (value) =>
        expect(isNullifier(value.toString())).toBe(value < BN254_SCALAR_ORDER),
      ),
    ));

  it.each(['00', '0x0', '7 ', '١', ''])('refuses %j', (text) => expect(isNullifier(text)).toBe(false));
});

describe('ScoreBps', () => {
  it('accepts whole numbers from 0 to 10,000 and no other number', () =>
    fc.assert(
      fc.property(fc.double(), (value) =>
        expect(isScoreBps(value)).toBe(Number.isInteger(value) && value >= 0 && value <= 10_000),
      ),
    ));

  it('names the expected type in its error', () => expect(() => assertIsScoreBps(10_001)).toThrow(/Not a ScoreBps/));
});

describe('uuidV7', () => {
  it('sorts by time, and has the version and variant of RFC 9562', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 45 }),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        (at, random) => {
          const [earlier, later] = [uuidV7(new Date(at), random), uuidV7(new Date(at + 1), random)];
          expect(earlier < later).toBe(true);
          expect(z.uuid({ version: 'v7' }).safeParse(earlier).success).toBe(true);
        },
      ),
    ));
});
