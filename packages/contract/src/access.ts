import type { Scope } from '@pos/vocabulary/scope.ts';

/**
 * Who may call a route. There is no default. The declaration of an open route gives a reason, which OpenAPI publishes
 * as `x-open-because`.
 */
export type Access =
  { readonly kind: 'open'; readonly because: string } | { readonly kind: 'scope'; readonly scope: Scope };

export const open = <const Because extends string>(because: Because) => ({ kind: 'open', because }) as const;
export const scope = <const S extends Scope>(name: S) => ({ kind: 'scope', scope: name }) as const;
