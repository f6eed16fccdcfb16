import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openAnswer, sealAnswer } from './sealed-answer.ts';

const proof = { challengeId: '018f0000-0000-7000-8000-000000000001', signature: 'a signature' };

describe('a sealed answer', () => {
  it('opens with the control proof of its request', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (answer, signature) => {
        const text = Buffer.from(answer, 'utf8').toString('utf8');
        expect(openAnswer({ ...proof, signature }, sealAnswer({ ...proof, signature }, text))).toBe(text);
      }),
    ));

  it.each([
    ['another signature', { signature: 'another' }],
    ['another challenge', { challengeId: '018f0000-0000-7000-8000-000000000002' }],
  ])('does not open with %s', (_, changes) =>
    expect(() => openAnswer({ ...proof, ...changes }, sealAnswer(proof, '{}'))).toThrow(),
  );

  it('does not open if it was changed', () => {
    const sealed = sealAnswer(proof, '{"run":1}');
    sealed[14] = (sealed[14] ?? 0) ^ 1;
    expect(() => openAnswer(proof, sealed)).toThrow();
  });
});
