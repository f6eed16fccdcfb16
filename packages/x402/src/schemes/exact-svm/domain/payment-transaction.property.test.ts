import { beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import { TOKEN_PROGRAM } from '@pos/ledger/mint.ts';
import { associatedTokenAddress } from '@pos/ledger/token-accounts.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import {
  generateKeyPairSigner,
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
  type KeyPairSigner,
} from '@solana/kit';
import fc from 'fast-check';
import { buildTransaction, memo, offlineTerms } from '../testing/build-payment.ts';
import { decideExactPayment, type PaymentContext } from './exact-payment.ts';
import { FEE_LIMITS } from './limits.ts';
import { parsePaymentTransaction } from './payment-transaction.ts';

const BLOCKHASH = '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM';

describe('parsing payment transactions', () => {
  let valid: Buffer;
  let payer: KeyPairSigner;
  let terms: ReturnType<typeof offlineTerms>;
  let context: PaymentContext;

  beforeAll(async () => {
    const [signer, payee, facilitator] = await Promise.all([1, 2, 3].map(() => generateKeyPairSigner()));
    if (signer === undefined || payee === undefined || facilitator === undefined) throw new Error('No keys');
    payer = signer;
    terms = offlineTerms(facilitator.address, payee.address);
    valid = Buffer.from(await buildTransaction({ payer, terms, blockhash: BLOCKHASH }), 'base64');
    const mint = {
      address: solanaAddress(terms.asset),
      tokenProgram: TOKEN_PROGRAM,
      decimals: 6,
      deliversExactly: true,
    };
    const destination = await associatedTokenAddress({
      owner: solanaAddress(payee.address),
      mint: mint.address,
      tokenProgram: TOKEN_PROGRAM,
    });
    context = {
      feePayer: solanaAddress(facilitator.address),
      mint,
      destination,
      tables: new Map(),
      limits: FEE_LIMITS,
    };
  });

  const decide = (bytes: Uint8Array) => {
    const parsed = parsePaymentTransaction(Buffer.from(bytes).toString('base64'));
    return parsed.ok ? decideExactPayment(parsed.value, PaymentRequirements.parse(terms), context) : parsed;
  };

  it('throws for no input', () => {
    fc.assert(fc.property(fc.anything(), (anything) => !parsePaymentTransaction(anything).ok));
    fc.assert(
      fc.property(
        fc.base64String({ maxLength: 3_000 }),
        (text) => typeof parsePaymentTransaction(text).ok === 'boolean',
      ),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1_300 }), (bytes) => !decide(bytes).ok));
  });

  it('accepts no transaction that differs in one byte, except in the signature that the facilitator makes', () => {
    expect(decide(valid).ok).toBe(true);
    const change = fc.record({ at: fc.nat(valid.length - 1), xor: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(change, ({ at, xor }) => {
        const changed = Uint8Array.from(valid, (byte, index) => (index === at ? byte ^ xor : byte));
        expect(decide(changed).ok).toBe(at >= 1 && at <= 64);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads the same contents as Kit, and nothing that Kit refuses', () => {
    const readByKit = (bytes: Uint8Array) => {
      try {
        const transaction = getTransactionDecoder().decode(bytes);
        return getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
      } catch {
        return undefined;
      }
    };
    const change = fc.record({ at: fc.nat(valid.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const bytes = Uint8Array.from(valid);
        for (const { at, to } of changes) bytes[at] = to;
        const read = parsePaymentTransaction(Buffer.from(bytes).toString('base64'));
        if (!read.ok) return;
        const kit = readByKit(bytes);
        expect(kit?.staticAccounts).toEqual(read.value.staticAccounts);
        expect(kit?.lifetimeToken).toBe(read.value.blockhash);
        const instructions = kit !== undefined && 'instructions' in kit ? kit.instructions : [];
        const ours = read.value.instructions.map(({ programIndex, accountIndexes, data }) => [
          programIndex,
          accountIndexes,
          [...data],
        ]);
        expect(
          instructions.map((each) => [each.programAddressIndex, each.accountIndices ?? [], [...(each.data ?? [])]]),
        ).toEqual(ours);
      }),
      { numRuns: 500 },
    );
  });

  it('accepts no truncated or extended transaction', () => {
    fc.assert(fc.property(fc.nat(valid.length - 1), (length) => !decide(valid.subarray(0, length)).ok));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (more) => !decide(Buffer.concat([valid, more])).ok),
    );
  });

  it('reads a transaction that fills a packet, and none that is a byte longer', async () => {
    const wireWith = async (characters: number) =>
      Buffer.from(
        await buildTransaction({ payer, terms, blockhash: BLOCKHASH, rest: [memo('x'.repeat(characters))] }),
        'base64',
      );
    const room = 1_232 - (await wireWith(500)).length;
    const full = await wireWith(500 + room);
    expect(full).toHaveLength(1_232);
    expect(decide(full).ok).toBe(true);
    expect(decide(await wireWith(501 + room))).toEqual({ ok: false, error: 'undecodable' });
  });

  describe('of a message', () => {
    /** Offsets within the built transaction, which has two signatures. */
    const AT = { version: 129, signers: 130, readonlySigners: 131, readonlyOthers: 132, accounts: 133, firstKey: 134 };
    const read = (bytes: Uint8Array) => parsePaymentTransaction(Buffer.from(bytes).toString('base64'));
    const withByte = (at: number, to: number) => Uint8Array.from(valid, (byte, index) => (index === at ? to : byte));

    it('takes a legacy message, which has neither version nor lookups', () => {
      const legacy = Buffer.concat([valid.subarray(0, AT.version), valid.subarray(AT.version + 1, -1)]);
      const [one, other] = [read(valid), read(legacy)];
      if (!one.ok || !other.ok) throw new Error('Both messages are valid');
      expect(other.value.staticAccounts).toEqual(one.value.staticAccounts);
      expect(other.value.instructions).toEqual(one.value.instructions);
      expect(read(withByte(AT.version, 0x81)).ok).toBe(false);
    });

    it('takes no more readonly accounts than there are, and at least one signer that pays', () => {
      const others = (valid[AT.accounts] ?? 0) - 2;
      expect(read(withByte(AT.readonlyOthers, others)).ok).toBe(true);
      expect(read(withByte(AT.readonlyOthers, others + 1)).ok).toBe(false);
      expect(read(withByte(AT.readonlySigners, 1)).ok).toBe(true);
      expect(read(withByte(AT.readonlySigners, 2)).ok).toBe(false);
    });

    it('takes as many signatures as signers', () => {
      expect(read(withByte(AT.signers, 1)).ok).toBe(false);
      expect(read(withByte(AT.signers, 3)).ok).toBe(false);
    });

    it('takes each account once', () => {
      const twice = Uint8Array.from(valid);
      twice.set(valid.subarray(AT.firstKey, AT.firstKey + 32), AT.firstKey + 32);
      expect(read(twice).ok).toBe(false);
    });
  });

  it('reads canonical base64 alone', () => {
    const text = valid.toString('base64');
    for (const other of [undefined, '', `${text}\n`, `${text}====`, text.replace('A', 'Á')])
      expect(parsePaymentTransaction(other)).toEqual({ ok: false, error: 'undecodable' });
    expect(parsePaymentTransaction(text).ok).toBe(true);
  });

  it('identifies a payment by its message and not by its signatures', () => {
    const hashOf = (bytes: Uint8Array) => {
      const parsed = parsePaymentTransaction(Buffer.from(bytes).toString('base64'));
      return parsed.ok ? parsed.value.messageHash : undefined;
    };
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 128, maxLength: 128 }), (signatures) => {
        expect(hashOf(Buffer.concat([valid.subarray(0, 1), signatures, valid.subarray(129)]))).toBe(hashOf(valid));
      }),
    );
  });
});
