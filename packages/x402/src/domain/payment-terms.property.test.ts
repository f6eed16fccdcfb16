import { describe, expect, it } from '@jest/globals';
import { PaymentPayload, PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import fc from 'fast-check';
import { offlineTerms } from '../schemes/exact-svm/testing/build-payment.ts';
import { paymentIdentifierOf } from './payment-identifier.ts';
import * as terms from './payment-terms.ts';
import { canonicalJson, servesAfterVerify, type Requirements } from './payment-terms.ts';
import { memoFitsResource, RESOURCE_MEMO_PREFIX, resourceMemo } from '../schemes/exact-svm/domain/resource-memo.ts';

const TERMS = offlineTerms(
  'So11111111111111111111111111111111111111112',
  '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
);
const PASSING = ['recentBlockhash', 'lastValidBlockHeight'];
const acceptedMatches = (asked: Requirements, accepted: Requirements) =>
  terms.acceptedMatches(asked, accepted, PASSING);
const bindingHash = (asked: Requirements, resourceUrl: string | undefined) =>
  terms.bindingHash(asked, resourceUrl, PASSING);
const requirements = (changes: object = {}): Requirements => PaymentRequirements.parse({ ...TERMS, ...changes });
const extra = (more: object) => ({ extra: { ...TERMS.extra, ...more } });

describe('payment terms', () => {
  it('writes equal values as equal text for any order of their members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('matches accepted terms if every term is equal and extra has every required member', () => {
    expect(acceptedMatches(requirements(), requirements())).toBe(true);
    expect(acceptedMatches(requirements(), requirements(extra({ more: { than: 'asked' } })))).toBe(true);
    expect(acceptedMatches(requirements(extra({ memo: 'a' })), requirements())).toBe(false);
    expect(acceptedMatches(requirements(extra({ memo: 'a' })), requirements(extra({ memo: 'b' })))).toBe(false);
    for (const change of [
      { amount: '10001' },
      { payTo: 'x' },
      { asset: 'x' },
      { network: 'solana:x' },
      { maxTimeoutSeconds: 61 },
      { scheme: 'upto' },
    ]) {
      expect(acceptedMatches(requirements(), requirements(change))).toBe(false);
    }
    expect(
      acceptedMatches(requirements(extra({ recentBlockhash: 'a' })), requirements(extra({ recentBlockhash: 'b' }))),
    ).toBe(true);
  });

  it('binds a reservation to every term and to the resource, and not to passing members of extra', () => {
    const bound = bindingHash(requirements(), 'https://a.example/');
    expect(
      bindingHash(requirements(extra({ recentBlockhash: 'a', lastValidBlockHeight: '1' })), 'https://a.example/'),
    ).toBe(bound);
    const others = [
      { amount: '1' },
      { payTo: 'x' },
      { maxTimeoutSeconds: 61 },
      extra({ paymentFlow: 'upfront' }),
      { description: 'more' },
    ];
    const hashes = others.map((change) => bindingHash(requirements(change), 'https://a.example/'));
    const all = [
      bound,
      ...hashes,
      bindingHash(requirements(), 'https://b.example/'),
      bindingHash(requirements(), undefined),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('recognises the flows that serve after the response of settle', () => {
    expect(
      [requirements(), requirements(extra({ paymentFlow: 'authorization' })), requirements({ extra: null })].map(
        servesAfterVerify,
      ),
    ).toEqual([true, true, true]);
    expect(
      ['upfront', 'escrow', 'tomorrow', 7].map((paymentFlow) =>
        servesAfterVerify(requirements(extra({ paymentFlow }))),
      ),
    ).toEqual([false, false, false, false]);
  });
});

describe('resource memos', () => {
  it('bind scheme, host and path, and not the query', () => {
    const memo = resourceMemo('https://agent.example/a');
    expect(memo).toMatch(/^x402:resource:[A-Za-z0-9_-]{43}$/);
    expect(resourceMemo('https://AGENT.example:443/a?q=1#part')).toBe(memo);
    const others = [
      'http://agent.example/a',
      'https://agent.example/b',
      'https://agent.example:444/a',
      'https://agent.example/a/',
      'mcp://agent.example/a',
    ];
    expect(new Set([memo, ...others.map(resourceMemo)]).size).toBe(others.length + 1);
  });

  it('fit only their own resource, and other memos bind nothing', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.webUrl(), (one, two) => {
        const same = new URL(one).origin + new URL(one).pathname === new URL(two).origin + new URL(two).pathname;
        expect(memoFitsResource(resourceMemo(one), two)).toBe(same);
      }),
    );
    expect(memoFitsResource('order 7', undefined)).toBe(true);
    expect(memoFitsResource(undefined, undefined)).toBe(true);
    expect(memoFitsResource(`${RESOURCE_MEMO_PREFIX}x`, undefined)).toBe(false);
    expect(memoFitsResource(`${RESOURCE_MEMO_PREFIX}x`, 'no url')).toBe(false);
  });
});

describe('payment identifiers', () => {
  const read = (extension: unknown) => {
    const payload = { x402Version: 2, accepted: TERMS, payload: {}, extensions: { 'payment-identifier': extension } };
    return paymentIdentifierOf(PaymentPayload.parse(payload));
  };

  it('are 16 to 128 letters, digits, hyphens and underscores', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{16,128}$/), (id) => {
        expect(read({ info: { required: true, id } })).toEqual({ ok: true, value: id });
      }),
    );
    for (const id of ['a'.repeat(15), 'a'.repeat(129), `${'a'.repeat(16)} `, `${'a'.repeat(16)}é`, 7, {}]) {
      expect(read({ info: { required: false, id } })).toEqual({ ok: false, error: 'payment_identifier_invalid' });
    }
  });

  it('are required if the server says so, and no input throws', () => {
    expect(read({ info: { required: true } })).toEqual({ ok: false, error: 'payment_identifier_required' });
    expect(read({ info: { required: false } })).toEqual({ ok: true, value: undefined });
    fc.assert(fc.property(fc.jsonValue(), (extension) => typeof read(extension).ok === 'boolean'));
  });
});
