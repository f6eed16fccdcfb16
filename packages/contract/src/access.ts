import type { Scope } from '@pos/vocabulary/scope.ts';

/**
 * Who may call a route. There is no default. The declaration of an open route gives a reason, which OpenAPI publishes
 * as `x-open-because`.
 */
export type Access =
  | { readonly kind: 'open'; readonly because: string }
  | {
      readonly kind: 'scope';
      readonly scope: Scope;
      /** The scope that the route required before. It is accepted for one release. */
      readonly formerScope?: Scope;
    }
  /** Requires a token with the scope and an API key. A usage plan counts the requests of each key. */
  | { readonly kind: 'metered'; readonly scope: Scope };

export const open = <const Because extends string>(because: Because) => ({ kind: 'open', because }) as const;

export const scope = <const S extends Scope, const Former extends { readonly formerScope?: Scope } = object>(
  name: S,
  former?: Former,
) => ({ kind: 'scope', scope: name, ...former }) as { readonly kind: 'scope'; readonly scope: S } & Former;

export const metered = <const S extends Scope>(name: S) => ({ kind: 'metered', scope: name }) as const;

/** The header in which a caller sends its API key. */
export const API_KEY_HEADER = 'X-Api-Key';

/** The scope that a route requires, or `undefined` if the route is open. */
export const scopeOf = (access: Access): Scope | undefined => (access.kind === 'open' ? undefined : access.scope);

/** The scopes that a route accepts, the present one first. A token needs one of them. Empty for an open route. */
export function acceptedScopes(access: Access): readonly Scope[] {
  if (access.kind === 'open') return [];
  const former = access.kind === 'scope' ? access.formerScope : undefined;
  return former === undefined ? [access.scope] : [access.scope, former];
}
