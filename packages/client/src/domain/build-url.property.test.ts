import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildUrl } from './build-url.ts';

const baseUrl = 'https://api.example';

describe('buildUrl', () => {
  it('encodes every value so that a URL parser reads it back', () =>
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.dictionary(
          fc.stringMatching(/^[a-z]{1,8}$/),
          fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed()),
        ),
        (did, query) => {
          fc.pre(did.isWellFormed());
          const url = new URL(buildUrl({ baseUrl, path: '/agents/{did}/settlements', params: { did }, query }));
          const [, , segment = '', last] = url.pathname.split('/');
          // A URL parser resolves path segments "." and "..". No identifier of the registry is "." or "..".
          fc.pre(did !== '.' && did !== '..');
          expect([decodeURIComponent(segment), last]).toEqual([did, 'settlements']);
          expect(Object.fromEntries(url.searchParams)).toEqual({ ...query });
        },
      ),
    ));

  it('writes numbers, amounts and times, and omits undefined members', () =>
    expect(
      buildUrl({
        baseUrl: `${baseUrl}/`,
        path: '/agents',
        query: { limit: 5, jobValue: 10n ** 18n, since: new Date(0), q: undefined },
      }),
    ).toBe(`${baseUrl}/agents?limit=5&jobValue=1000000000000000000&since=1970-01-01T00%3A00%3A00.000Z`));

  it('names a path value that is missing', () =>
    expect(() => buildUrl({ baseUrl, path: '/agents/{did}' })).toThrow('"did"'));
});
