import type { Scope } from '@pos/vocabulary/scope.ts';

/**
 * Who may call a route. There is no default. An open route states why it is open, and OpenAPI publishes that reason as
 * `x-open-because`.
 */
export type Access =
  { readonly kind: 'open'; readonly because: string } | { readonly kind: 'scope'; readonly scope: Scope };

export const open = <const Because extends string>(because: Because) => ({ kind: 'open', because }) as const;
export const scope = <const S extends Scope>(name: S) => ({ kind: 'scope', scope: name }) as const;
