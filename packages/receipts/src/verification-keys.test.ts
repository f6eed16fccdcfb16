import { describe, expect, it } from '@jest/globals';
import { PUBLIC_SIGNALS, STATEMENTS } from './statements.ts';
import { decideKey, DEVELOPMENT_KEYS } from './verification-keys.ts';

describe.each(STATEMENTS)('the development key of %s', (statement) => {
  const key = DEVELOPMENT_KEYS[statement];

  it('is refused on deployed stages and accepted on the local one', () => {
    expect(decideKey(key, 'deployed')).toEqual({ ok: false, error: { code: 'development-key-refused' } });
    expect(decideKey(key, 'local').ok).toBe(true);
    expect(decideKey({ ...key, setup: 'ceremony' }, 'deployed').ok).toBe(true);
  });

  it('has one input per public signal of the statement', () =>
    expect(key.key).toMatchObject({ protocol: 'groth16', nPublic: PUBLIC_SIGNALS[statement].length }));
});
