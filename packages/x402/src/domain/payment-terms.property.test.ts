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

  it('writes amounts as strings, leaves out undefined members, and keeps the places of a list', () => {
    expect(canonicalJson({ b: [1n, 2n], a: undefined, c: { d: null } })).toBe('{"b":["1","2"],"c":{"d":null}}');
    expect(canonicalJson([1, undefined, 'x'])).toBe('[1,null,"x"]');
    expect(canonicalJson(undefined)).toBe('null');
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

  it.each<readonly [boolean, string, unknown, unknown]>([
    [true, 'more members at any depth', { a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }],
    [false, 'another value at any depth', { a: { b: 1 } }, { a: { b: 2 } }],
    [false, 'a missing member at any depth', { a: { b: 1 } }, { a: {} }],
    [false, 'null in place of a member', { b: null }, {}],
    [true, 'an equal list', ['x', 'y'], ['x', 'y']],
    [false, 'a longer list', ['x'], ['x', 'y']],
    [false, 'an object in place of a list', ['x'], { 0: 'x' }],
    [false, 'a list in place of an object', { 0: 'x' }, ['x']],
    [false, 'a list in place of an empty object', {}, []],
    [false, 'null in place of an object', {}, null],
    [false, 'an object in place of null', null, {}],
    [true, 'an equal null', null, null],
    [false, 'a text in place of an empty object', {}, 'x'],
    [false, 'an object in place of a text', 'x', {}],
  ])('answers %s to an extra that holds %s', (matches, _, asked, accepted) => {
    expect(acceptedMatches(requirements(extra({ of: asked })), requirements(extra({ of: accepted })))).toBe(matches);
  });

  it('accepts any extra with more members, and ignores members that are asked for as undefined', () => {
    const valueArb = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), valueArb), fc.dictionary(fc.string(), valueArb), (asked, more) => {
        const accepted = requirements(extra({ ...more, ...asked }));
        expect(acceptedMatches(requirements(extra(asked)), accepted)).toBe(true);
      }),
    );
    const asked = { ...requirements(), extra: { memo: undefined } };
    expect(acceptedMatches(asked, requirements({ extra: null }))).toBe(true);
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
      'mcp://other.example/a',
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

  it('are absent where the extension or its identifier is', () => {
    const none = { ok: true, value: undefined };
    const payload = PaymentPayload.parse({ x402Version: 2, accepted: TERMS, payload: {} });
    expect(paymentIdentifierOf(payload)).toEqual(none);
    for (const extension of [null, { info: {} }, { info: { id: null } }, { info: { required: 'yes' } }])
      expect(read(extension)).toEqual(none);
    expect(read({ info: { required: true, id: null } })).toEqual({ ok: false, error: 'payment_identifier_required' });
  });

  it.each(['x', 7, {}, { info: null }, { info: 'x' }])(
    'are refused in an extension without information: %j',
    (each) => {
      expect(read(each)).toEqual({ ok: false, error: 'payment_identifier_invalid' });
    },
  );
});
