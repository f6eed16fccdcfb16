import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keepsIdempotencyKeys, problemsOf, type RouteDeclaration } from './route.ts';
import { routes } from './testing/declarations.ts';

const forEvery = (check: (route: RouteDeclaration) => void): void =>
  fc.assert(fc.property(routes, (declared) => declared.forEach(check)));

describe('problemsOf', () => {
  it('lists every problem once, the declared ones first', () =>
    forEvery((route) => {
      const codes = problemsOf(route);
      expect(codes.slice(0, route.problems.length)).toEqual(route.problems);
      expect(new Set(codes).size).toBe(codes.length);
    }));

  it('follows what the route reads, demands and needs', () =>
    forEvery((route) => {
      const codes = problemsOf({ ...route, problems: [] });
      const reads = [route.params, route.query, route.headers, route.body].some((part) => part !== undefined);
      expect(codes.includes('request-invalid')).toBe(reads);
      expect(codes.includes('request-too-large')).toBe(route.body !== undefined);
      expect(codes.includes('scope-missing')).toBe(route.access.kind !== 'open');
      expect(codes.includes('api-key-invalid')).toBe(route.access.kind === 'metered');
      expect(codes.includes('idempotency-key-reused')).toBe(keepsIdempotencyKeys(route));
      expect(codes.includes('upstream-unavailable')).toBe(route.needs.length > 0);
      expect(codes).toEqual(expect.arrayContaining(['rate-limited', 'time-ran-out', 'internal-error']));
    }));
});

describe('keepsIdempotencyKeys', () => {
  it('holds for writes that have a database and an owner for the key', () =>
    forEvery((route) => {
      const writes = route.method !== 'GET' && route.safe !== true;
      const owned = route.access.kind !== 'open' || route.idempotencyOwner !== undefined;
      expect(keepsIdempotencyKeys(route)).toBe(writes && owned && route.needs.includes('database'));
    }));
});
