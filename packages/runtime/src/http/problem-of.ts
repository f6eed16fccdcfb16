import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { Problem } from '@pos/contract/problem.ts';

/** A request that is refused before its handler runs; caught by the stack, never by handlers. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/**
 * What the caller is told of a thrown error. Outages say when to ask again; bugs say nothing of their inside, and are
 * given back as `bug` to be logged.
 */
export function problemOf(error: unknown): { readonly problem: Problem; readonly bug?: unknown } {
  if (error instanceof RefusedRequest) return { problem: error.problem };
  if (error instanceof OutageError) {
    const { service, retryAfterSeconds } = error;
    return { problem: { code: 'upstream-unavailable', extensions: { service }, retryAfterSeconds }, bug: error };
  }
  return { problem: { code: 'internal-error' }, bug: error };
}
