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

/** A field that does not fit the schema. `pointer` is a JSON Pointer (RFC 6901) into the part of the request that `in` names. */
export interface FieldError {
  readonly in: 'path' | 'query' | 'headers' | 'body';
  readonly pointer: string;
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
