import { describe, expect, it } from '@jest/globals';
import { DEPRECATED_SCOPES, SCOPES, type Scope } from '@pos/vocabulary/scope.ts';
import { acceptedScopes, scopeOf } from './access.ts';
import { isWrite, type RouteDeclaration } from './route.ts';
import { ROUTES } from './routes.ts';

const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
const isDeprecated = (scope: string): boolean => Object.hasOwn(DEPRECATED_SCOPES, scope);
const required = new Set(routes.flatMap(({ access }) => scopeOf(access) ?? []));

describe('the scopes', () => {
  it.each(Object.keys(SCOPES) as Scope[])('%s is required by a route, or else deprecated', (scope) => {
    expect(required.has(scope)).toBe(!isDeprecated(scope));
  });

  it.each(
    routes.flatMap((route) =>
      acceptedScopes(route.access)
        .slice(0, 1)
        .map((scope) => [route.id, scope, route] as const),
    ),
  )('of %s is %s, which fits what the route does', (_, scope, route) =>
    expect(scope.split('.').at(-1)).toBe(isWrite(route) ? 'write' : 'read'),
  );

  it('have a former scope only where the present one has another name', () => {
    for (const { access } of routes) {
      const accepted = acceptedScopes(access);
      expect(new Set(accepted).size).toBe(accepted.length);
    }
  });
});
