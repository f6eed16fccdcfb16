import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { Problem } from '@pos/contract/problem.ts';

/**
 * Thrown by the request middleware to refuse a request before the handler runs. Handlers return refusals and do not
 * throw this error.
 */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/**
 * The problem that the caller gets for a thrown error. An outage names the service and when to retry. Any other error
 * becomes `internal-error` without details. An error that must be logged is returned as `bug`.
 */
export function problemOf(error: unknown): { readonly problem: Problem; readonly bug?: unknown } {
  if (error instanceof RefusedRequest) return { problem: error.problem };
  if (error instanceof OutageError) {
    const { service, retryAfterSeconds } = error;
    return { problem: { code: 'upstream-unavailable', extensions: { service }, retryAfterSeconds }, bug: error };
  }
  return { problem: { code: 'internal-error' }, bug: error };
}
