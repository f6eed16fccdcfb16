import { describe, expect, it } from '@jest/globals';
import { err } from '@pos/vocabulary/result.ts';
import { did } from '@pos/vocabulary/did.ts';
import { didWebUrl, resolveDidWeb } from './did-web.ts';

describe('didWebUrl', () => {
  it.each([
    ['did:web:example.com', 'https://example.com/.well-known/did.json'],
    ['did:web:example.com%3A8443', 'https://example.com:8443/.well-known/did.json'],
    ['did:web:example.com:agents:ada', 'https://example.com/agents/ada/did.json'],
  ])('of %s is %s', (value, url) => expect(didWebUrl(did(value))).toBe(url));

  it.each([
    'did:web:%zz',
    'did:web:example.com%2Fpath%3F',
    'did:web:a%40example.com',
    'did:web:example.com%23',
    'did:web:%5B%3A%3A1%5D',
    'did:web:example.com:..:ada',
    'did:web:example.com:%2E%2E',
    'did:web:example.com%3A',
  ])('is undefined for %s, which is refused without a request', async (value) => {
    expect(didWebUrl(did(value))).toBeUndefined();
    const asked: string[] = [];
    const web = { getJson: async (url: string) => (asked.push(url), err('unreachable')) };
    expect(await resolveDidWeb(did(value), web)).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
  });
});
