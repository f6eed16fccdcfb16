import { beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import { TOKEN_PROGRAM } from '@pos/ledger/mint.ts';
import { associatedTokenAddress } from '@pos/ledger/token-accounts.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import { generateKeyPairSigner, getCompiledTransactionMessageDecoder, getTransactionDecoder } from '@solana/kit';
import fc from 'fast-check';
import { buildTransaction, offlineTerms } from '../testing/build-payment.ts';
import { decideExactPayment, type PaymentContext } from './exact-payment.ts';
import { FEE_LIMITS } from './limits.ts';
import { parsePaymentTransaction } from './payment-transaction.ts';

const BLOCKHASH = '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM';

describe('parsing payment transactions', () => {
  let valid: Buffer;
  let terms: ReturnType<typeof offlineTerms>;
  let context: PaymentContext;

  beforeAll(async () => {
    const [payer, payee, facilitator] = await Promise.all([1, 2, 3].map(() => generateKeyPairSigner()));
    if (payer === undefined || payee === undefined || facilitator === undefined) throw new Error('No keys');
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
