import type { ProblemCode } from '@pos/contract/problem.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { FieldError, FieldFault } from '@pos/vocabulary/problem.ts';

/** An invalid field of the request. The registry may be newer than the client and have more codes, or older and have none. */
export interface RefusedField extends Omit<FieldError, 'code'> {
  readonly code?: FieldFault | (string & {}) | undefined;
}

/** A refusal by the registry. Branch on `code`, show `cure`, quote `requestId`. */
export interface Refusal<Code extends ProblemCode = ProblemCode> {
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  readonly cure: string;
  readonly detail: string | undefined;
  readonly errors: readonly RefusedField[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;
  /** Members that RFC 9457 does not define, such as `reason`. */
  readonly extensions: Readonly<Record<string, Json>>;
}
