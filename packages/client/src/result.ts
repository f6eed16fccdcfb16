import type { BodyOf, StatusOf } from '@pos/contract/reply.ts';
import type { ProblemCodeOf, RouteDeclaration } from '@pos/contract/route.ts';
import { RegistryRefusedError } from './errors.ts';
import type { Refusal } from './refusal.ts';

/** A success: a declared status of the route, and the body decoded by the contract's schema. */
export type Success<R extends RouteDeclaration> = {
  readonly [Status in StatusOf<R>]: {
    readonly ok: true;
    readonly status: Status;
    readonly value: BodyOf<R['responses'][Status]>;
    readonly headers: Headers;
    readonly requestId: string | undefined;
  };
}[StatusOf<R>];

/** Codes that the gateway returns if the registry is older or newer than this client. */
type GatewayCode = 'route-unknown' | 'method-not-allowed';

export type CallResult<R extends RouteDeclaration> =
  Success<R> | { readonly ok: false; readonly error: Refusal<ProblemCodeOf<R> | GatewayCode> };

/** Returns the value of a success. Throws {@link RegistryRefusedError} for a refusal. */
export function orThrow<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal },
): Value {
  if (result.ok) return result.value;
  throw new RegistryRefusedError(result.error);
}
