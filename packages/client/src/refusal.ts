import type { Json } from '@pos/vocabulary/json.ts';
import type { FieldError, FieldFault } from '@pos/vocabulary/problem.ts';

/** A value that is read from an answer. It may be another text than the listed ones, if the registry is newer. */
export type Open<Listed extends string> = Listed | (string & {});

/** A field of the request that does not fit. `pointer` is a JSON Pointer into the part of the request that `in` names. */
export interface RefusedField {
  readonly in: Open<FieldError['in']>;
  readonly pointer: string;
  /** A registry that is older than the client gives no code. */
  readonly code?: Open<FieldFault> | undefined;
  /** What is wrong, in words for people. */
  readonly detail: string;
}

/** A refusal by the registry. Branch on `code` or `status`, show `cure`, quote `requestId`. */
export interface Refusal<Code extends string = string> {
  /**
   * Stable code of the problem. A newer registry may give a code that this client does not list. An answer that is not a
   * problem document has the code `http-<status>`.
   */
  readonly code: Open<Code>;
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
