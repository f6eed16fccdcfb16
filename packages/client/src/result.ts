import type { BodyOf, StatusOf } from '@pos/contract/reply.ts';
import type { ProblemCodeOf, RouteDeclaration } from '@pos/contract/route.ts';
import { RegistryRefusedError } from './errors.ts';
import type { Refusal } from './refusal.ts';

/** The route as it was asked for: its declared status, and its body as the contract's schema reads it. */
export type Success<R extends RouteDeclaration> = {
  readonly [Status in StatusOf<R>]: {
    readonly ok: true;
    readonly status: Status;
    readonly value: BodyOf<R['responses'][Status]>;
    readonly headers: Headers;
    readonly requestId: string | undefined;
  };
}[StatusOf<R>];

/** What the gateway says where the registry it leads to is older or newer than this client. */
type GatewayCode = 'route-unknown' | 'method-not-allowed';

export type CallResult<R extends RouteDeclaration> =
  Success<R> | { readonly ok: false; readonly error: Refusal<ProblemCodeOf<R> | GatewayCode> };

/** The value of a success; throws {@link RegistryRefusedError} for a refusal. */
export function orThrow<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal },
): Value {
  if (result.ok) return result.value;
  throw new RegistryRefusedError(result.error);
}
