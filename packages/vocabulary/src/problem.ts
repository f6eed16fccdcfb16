import type { Json } from './json.ts';

/** One kind of problem: its HTTP status, its title, and an instruction to the caller. */
export interface ProblemKind {
  readonly status: number;
  /** The day in UTC on which callers could first receive the problem, such as `2026-12-01`. */
  readonly since: `${number}-${number}-${number}`;
  readonly title: string;
  /** An instruction to the caller, sent with every occurrence and shown at `/problems/{code}`. */
  readonly cure: string;
}

/** The codes of field errors, each with its meaning. OpenAPI publishes this list. */
export const FIELD_FAULTS = {
  missing: 'The field is required and was not sent.',
  unknown: 'The route has no such field.',
  repeated: 'The field was sent more than once.',
  type: 'The value has another JSON type.',
  format: 'The text does not have the expected form.',
  range: 'The number, amount or time is too small or too large.',
  length: 'The text has too few or too many characters, or the list or object too few or too many members.',
  choice: 'The value is none of the allowed values.',
  conflict: 'The field contradicts another field.',
  invalid: 'The value breaks a rule for which there is no other code.',
} as const;

export type FieldFault = keyof typeof FIELD_FAULTS;

/** A field that does not fit the schema. `pointer` is a JSON Pointer (RFC 6901) into the part of the request that `in` names. */
export interface FieldError {
  readonly in: 'path' | 'query' | 'headers' | 'body';
  readonly pointer: string;
  /** Programs branch on this code. The list may grow. */
  readonly code: FieldFault;
  /** What is wrong, in words for people. It may change. */
  readonly detail: string;
}

/** A problem before it becomes a document. The contract lists the codes. */
export interface CodedProblem<Code extends string> {
  readonly code: Code;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Members of the document that RFC 9457 does not define, such as `reason` or `settlementId`. */
  readonly extensions?: Readonly<Record<string, Json>>;
  readonly retryAfterSeconds?: number;
}

/** RFC 9457 `application/problem+json`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly cure: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
  readonly [extension: string]: Json | undefined | readonly FieldError[];
}
