import type { ProblemCode } from '@pos/contract/problem.ts';

/** The failure of one attempt. */
export type Failure =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly retryAfterSeconds: number | undefined };

export interface RetryPolicy {
  /** Maximum number of attempts. */
  readonly attempts: number;
  /** Time in milliseconds after the first attempt, after which no further attempt begins. */
  readonly budgetMs: number;
}

export interface RetryCase {
  readonly failure: Failure;
  /** Number of attempts so far, this one included. */
  readonly attempt: number;
  readonly elapsedMs: number;
  /** True for an idempotent call: a read, or a write with an Idempotency-Key. */
  readonly repeatable: boolean;
  /** At least 0 and less than 1. */
  readonly random: number;
  readonly policy: RetryPolicy;
}

export type RetryDecision = { readonly again: false } | { readonly again: true; readonly afterMs: number };

/**
 * Problems with which the registry refuses a request before it has any effect. After these even a call that is not
 * idempotent may be repeated.
 */
const UNTOUCHED: readonly ProblemCode[] = ['rate-limited'];
const PASSING: readonly ProblemCode[] = [
  'upstream-unavailable',
  'time-ran-out',
  'internal-error',
  'idempotency-in-progress',
];

/**
 * True while the first request with the same Idempotency-Key holds its lease, because it is still running or because it
 * died. Only the time budget limits the wait.
 */
const isWaiting = (failure: Failure): boolean =>
  failure.kind === 'refused' && failure.code === 'idempotency-in-progress';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

const mayPass = (failure: Failure, repeatable: boolean): boolean =>
  failure.kind === 'unreachable'
    ? repeatable
    : UNTOUCHED.includes(failure.code) || (repeatable && PASSING.includes(failure.code));

/**
 * Decides whether to repeat a call and when. The delay is exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), never sooner than Retry-After.
 */
export function decideRetry({ failure, attempt, elapsedMs, repeatable, random, policy }: RetryCase): RetryDecision {
  if (!mayPass(failure, repeatable)) return { again: false };
  if (attempt >= policy.attempts && !(isWaiting(failure) && policy.attempts > 1)) return { again: false };
  const ceiling = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  const told = failure.kind === 'refused' ? (failure.retryAfterSeconds ?? 0) * 1_000 : 0;
  const afterMs = told + Math.round(ceiling * random);
  return elapsedMs + afterMs > policy.budgetMs ? { again: false } : { again: true, afterMs };
}
