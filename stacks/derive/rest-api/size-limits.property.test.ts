import { describe, expect, it } from '@jest/globals';
import { ROUTES } from '@pos/contract/routes.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import * as fc from 'fast-check';
import { greaterThanPattern, pathPatterns, sizeLimits } from './size-limits.ts';

const segment = fc.stringMatching(/^[a-z0-9.-]{1,12}$/);
const template = fc
  .array(
    fc.oneof(
      segment,
      segment.map((name) => `{${name}}`),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((segments) => `/${segments.join('/')}`);

describe('greaterThanPattern', () => {
  it('matches exactly the numbers above the limit', () =>
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.nat(20_000_000), (limit, value) =>
        expect(new RegExp(greaterThanPattern(limit)).test(String(value))).toBe(value > limit),
      ),
    ));

  it('is exact at the limit, with and without leading zeros', () =>
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.nat(3), (limit, zeros) => {
        const exceeds = (value: number) => new RegExp(greaterThanPattern(limit)).test(`${'0'.repeat(zeros)}${value}`);
        expect([exceeds(limit), exceeds(limit + 1)]).toEqual([false, true]);
      }),
    ));

  it('stays within the length that WAF accepts', () => expect(greaterThanPattern(10_485_760).length).toBeLessThan(512));
});

describe('pathPatterns', () => {
  const matches = (templates: readonly string[], path: string) =>
    pathPatterns(templates).some((pattern) => new RegExp(pattern).test(path));

  it('match their own paths with any value in the named segments', () =>
    fc.assert(
      fc.property(fc.array(template, { minLength: 1, maxLength: 30 }), segment, (templates, value) => {
        for (const each of templates) expect(matches(templates, each.replaceAll(/\{[^}]+\}/g, value))).toBe(true);
      }),
    ));

  it('match no path with an extra segment or another literal', () =>
    fc.assert(
      fc.property(template, segment, (each, value) => {
        const path = each.replaceAll(/\{[^}]+\}/g, value);
        expect([
          matches([each], `${path}/${value}`),
          matches([each], `/x${path}`),
          matches([each.replace(/^\/[^/]+/, '/literal-Z')], path),
        ]).toEqual([false, false, false]);
      }),
    ));

  it('stay within the length that WAF accepts', () =>
    fc.assert(
      fc.property(fc.array(template, { maxLength: 60 }), (templates) => {
        for (const pattern of pathPatterns(templates)) expect(pattern.length).toBeLessThanOrEqual(512);
      }),
    ));
});

describe('sizeLimits', () => {
  const base: RouteDeclaration = ROUTES['register-agent'];

  it('groups paths by the largest limit of their methods', () => {
    const routes = [
      base,
      { ...base, path: '/a', bodyLimitBytes: 1_000 } as const,
      { ...base, path: '/b', bodyLimitBytes: 200_000 } as const,
      { ...base, path: '/b', method: 'PUT', bodyLimitBytes: 100 } as const,
      { ...base, path: '/c', bodyLimitBytes: 200_000 } as const,
    ];
    expect(sizeLimits(routes)).toEqual([
      { bytes: 1_000, paths: ['/a'] },
      { bytes: 200_000, paths: ['/b', '/c'] },
    ]);
  });
});
