import { describe, expect, it } from '@jest/globals';
import { PaymentPayload, PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import { SOLANA_DEVNET, SOLANA_MAINNET } from '@pos/vocabulary/network.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import { schemesOf } from '../schemes/schemes.ts';
import type { PaymentScheme, ReadPayment } from '../schemes/scheme.ts';
import { newFacilitatorKey } from '../testing/facilitator-fixture.ts';
import { bindingHash } from './payment-terms.ts';
import { readRequest } from './read-request.ts';

const { key: facilitatorKey } = newFacilitatorKey();
const solana = connectLedger({ rpcUrl: 'http://127.0.0.1:1', network: SOLANA_DEVNET });
const READ = { artefact: 'the payment' } as ReadPayment;
/** The schemes of the registry, whose reading of a transaction always succeeds. */
const reading: readonly PaymentScheme[] = schemesOf({ solana, facilitatorKey }).map((scheme) => ({
  ...scheme,
  read: () => ok(READ),
}));

const TERMS = {
  scheme: 'exact',
  network: SOLANA_DEVNET,
  amount: '10000',
  asset: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  payTo: 'So11111111111111111111111111111111111111112',
  maxTimeoutSeconds: 60,
  extra: { feePayer: facilitatorKey.address },
};
const RESOURCE = { url: 'https://agent.example/work', description: 'Work', mimeType: 'application/json' };
const request = (asked: object = {}, accepted: object = asked, more: object = {}) => ({
  paymentRequirements: PaymentRequirements.parse({ ...TERMS, ...asked }),
  paymentPayload: PaymentPayload.parse({ x402Version: 2, accepted: { ...TERMS, ...accepted }, payload: {}, ...more }),
});

describe('readRequest', () => {
  it('reads a payment with its scheme, its terms, its resource and its identifier', () => {
    const id = 'order-0000000000007';
    const extensions = { 'payment-identifier': { info: { required: true, id } } };
    const given = request({}, {}, { resource: RESOURCE, extensions });
    const [scheme] = reading;
    expect(readRequest(given, reading)).toEqual({
      ok: true,
      value: {
        scheme,
        read: READ,
        requirements: given.paymentRequirements,
        resourceUrl: RESOURCE.url,
        paymentIdentifier: id,
        bindingHash: bindingHash(given.paymentRequirements, RESOURCE.url, scheme?.passingExtra ?? []),
        servesAfterVerify: true,
      },
    });
    const upfront = request({ extra: { ...TERMS.extra, paymentFlow: 'upfront' } });
    expect(readRequest(upfront, reading)).toMatchObject({
      ok: true,
      value: { servesAfterVerify: false, resourceUrl: undefined, paymentIdentifier: undefined },
    });
  });

  it.each<readonly [string, object, object, string]>([
    ['an unknown scheme', { scheme: 'upto' }, { scheme: 'upto' }, 'invalid_exact_svm_unsupported_scheme'],
    ['a scheme that the payer did not accept', {}, { scheme: 'upto' }, 'invalid_exact_svm_unsupported_scheme'],
    [
      'a scheme that was not asked for',
      { scheme: 'upto' },
      { scheme: 'exact' },
      'invalid_exact_svm_unsupported_scheme',
    ],
    [
      'an unknown network',
      { network: SOLANA_MAINNET },
      { network: SOLANA_MAINNET },
      'invalid_exact_svm_network_mismatch',
    ],
    ['a network that the payer did not accept', {}, { network: SOLANA_MAINNET }, 'invalid_exact_svm_network_mismatch'],
    [
      'a network that was not asked for',
      { network: SOLANA_MAINNET },
      { network: SOLANA_DEVNET },
      'invalid_exact_svm_network_mismatch',
    ],
    ['terms that the payer did not accept', {}, { amount: '1' }, 'payment_requirements_mismatch'],
  ])('refuses %s', (_, asked, accepted, error) => {
    expect(readRequest(request(asked, accepted), reading)).toEqual({ ok: false, error });
  });

  it('refuses a payment without the identifier that the server requires', () => {
    const given = request({}, {}, { extensions: { 'payment-identifier': { info: { required: true } } } });
    expect(readRequest(given, reading)).toEqual({ ok: false, error: 'payment_identifier_required' });
  });

  it('refuses a payment that its scheme cannot read', () => {
    const refusing = reading.map((scheme) => ({ ...scheme, read: () => err('unreadable') }));
    expect(readRequest(request(), refusing)).toEqual({ ok: false, error: 'unreadable' });
  });

  it('supports nothing where no scheme is listed', () => {
    expect(readRequest(request(), [])).toEqual({ ok: false, error: 'invalid_exact_svm_unsupported_scheme' });
  });
});
