import type { BodyOf, StatusOf } from '@pos/contract/reply.ts';
import type { ProblemCodeOf, RouteDeclaration } from '@pos/contract/route.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { ProblemCode } from '@pos/contract/problem.ts';
import type { FieldError } from '@pos/vocabulary/problem.ts';
import { RegistryRefusedError } from './errors.ts';

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

/** A refusal in the registry's words. Branch on `code`, show `cure`, quote `requestId`. */
export interface Refusal<Code extends ProblemCode = ProblemCode> {
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  readonly cure: string;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;
  /** Members beside the standard ones, such as `reason`. */
  readonly extensions: Readonly<Record<string, Json>>;
}

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
