/** The result of a decision: a value or a typed refusal. Outages and bugs are thrown instead. */
export type Result<Value, Refusal> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal };

export const ok = <const Value>(value: Value): Result<Value, never> => ({ ok: true, value });
export const err = <const Refusal>(error: Refusal): Result<never, Refusal> => ({ ok: false, error });
