import { beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentPayload, PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { generateKeyPairSigner } from '@solana/kit';
import { RESOURCE, type Terms } from '../../../testing/wire-request.ts';
import { buildTransaction, offlineTerms } from '../testing/build-payment.ts';
import { readExactPayment } from './read-exact-payment.ts';
import { resourceMemo } from './resource-memo.ts';

const BLOCKHASH = '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM';

describe('readExactPayment', () => {
  let facilitator: SolanaAddress;
  let terms: Terms;
  let transaction: string;

  beforeAll(async () => {
    const [payer, payee, key] = await Promise.all([1, 2, 3].map(() => generateKeyPairSigner()));
    if (payer === undefined || payee === undefined || key === undefined) throw new Error('No keys');
    facilitator = solanaAddress(key.address);
    terms = offlineTerms(facilitator, payee.address);
    transaction = await buildTransaction({ payer, terms, blockhash: BLOCKHASH });
  });

  const read = (changes: Partial<Terms> = {}, payload: object = { transaction }, resource?: string) => {
    const asked = { ...terms, ...changes };
    const given = { x402Version: 2, accepted: asked, payload };
    return readExactPayment(
      PaymentPayload.parse(resource === undefined ? given : { ...given, resource: { url: resource } }),
      PaymentRequirements.parse(asked),
      facilitator,
    );
  };
  const refusal = (...given: Parameters<typeof read>) => {
    const result = read(...given);
    return result.ok ? 'accepted' : result.error;
  };

  it('reads terms and transaction, with a resource or without', () => {
    const { asset, payTo } = terms;
    expect(read()).toMatchObject({ ok: true, value: { asset, payTo, transaction: { blockhash: BLOCKHASH } } });
    expect(refusal({}, { transaction }, RESOURCE)).toBe('accepted');
  });

  it('requires the fee payer of this facilitator', () => {
    for (const extra of [{}, { feePayer: 7 }, { feePayer: null }])
      expect(refusal({ extra })).toBe('invalid_exact_svm_payload_missing_fee_payer');
    expect(refusal({ extra: null as never })).toBe('invalid_exact_svm_payload_missing_fee_payer');
    expect(refusal({ extra: { feePayer: terms.payTo } })).toBe(
      'invalid_exact_svm_fee_payer_not_managed_by_facilitator',
    );
  });

  it('requires addresses of Solana as asset and payee', () => {
    expect(refusal({ asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913' })).toBe(
      'invalid_exact_svm_payload_mint_mismatch',
    );
    expect(refusal({ payTo: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913' })).toBe(
      'invalid_exact_svm_payload_recipient_mismatch',
    );
  });

  it('requires the resource that the memo of the terms names', () => {
    const extra = { feePayer: facilitator, memo: resourceMemo(RESOURCE) };
    expect(refusal({ extra }, { transaction }, RESOURCE)).toBe('accepted');
    expect(refusal({ extra }, { transaction }, 'https://other.example/')).toBe('payment_resource_mismatch');
    expect(refusal({ extra })).toBe('payment_resource_mismatch');
  });

  it('requires a transaction that can be decoded', () => {
    for (const payload of [{}, { transaction: '' }, { transaction: 7 }, { other: transaction }])
      expect(refusal({}, payload)).toBe('invalid_exact_svm_payload_transaction_could_not_be_decoded');
  });
});
