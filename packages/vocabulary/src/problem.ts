import type { Json } from './json.ts';

/** One kind of refusal: its HTTP status, what it is called, and what mends it. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What the caller does about it; shown with every occurrence and at `/problems/{code}`. */
  readonly cure: string;
}

/** One field that does not fit, as a JSON Pointer (RFC 6901) into the part of the request named by `in`. */
export interface FieldError {
  readonly in: 'path' | 'query' | 'headers' | 'body';
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal on its way to the caller. The contract lists the codes. */
export interface CodedProblem<Code extends string> {
  readonly code: Code;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Members beside the standard ones, such as `reason` or `settlementId`. */
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
