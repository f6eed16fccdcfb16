import { RegistryRefusedError } from './errors.ts';
import type { Refusal } from './refusal.ts';

/** A success: the status, and the body with amounts as `bigint` and times as `Date`. */
export interface Success<Status extends number, Value> {
  readonly ok: true;
  readonly status: Status;
  readonly value: Value;
  readonly headers: Headers;
  readonly requestId: string | undefined;
}

/** A refusal as the result of a call. `Code` lists the codes that the route gave when this client was built. */
export interface Refused<Code extends string = string> {
  readonly ok: false;
  readonly error: Refusal<Code>;
}

/** Returns the value of a success. Throws {@link RegistryRefusedError} for a refusal. */
export function orThrow<Value>(result: { readonly ok: true; readonly value: Value } | Refused): Value {
  if (result.ok) return result.value;
  throw new RegistryRefusedError(result.error);
}
