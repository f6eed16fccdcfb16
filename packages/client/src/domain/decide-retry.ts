import type { ProblemCode } from '@pos/contract/problem.ts';

/** How an attempt ended without the answer that was asked for. */
export type Failure =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly retryAfterSeconds: number | undefined };

export interface RetryPolicy {
  /** Attempts in all. */
  readonly attempts: number;
  /** No attempt begins later than this after the first. */
  readonly budgetMs: number;
}

export interface RetryCase {
  readonly failure: Failure;
  /** Attempts made so far, this one included. */
  readonly attempt: number;
  readonly elapsedMs: number;
  /** True where doing it twice is doing it once: a read, or a write with an Idempotency-Key. */
  readonly repeatable: boolean;
  /** From 0 to 1. */
  readonly random: number;
  readonly policy: RetryPolicy;
}

export type RetryDecision = { readonly again: false } | { readonly again: true; readonly afterMs: number };

/** Refused before anything was done, so that even what must not happen twice may be asked again. */
const UNTOUCHED: readonly ProblemCode[] = ['rate-limited'];
const PASSING: readonly ProblemCode[] = [
  'upstream-unavailable',
  'time-ran-out',
  'internal-error',
  'idempotency-in-progress',
];

/** Somebody works on it, or its first run died and its claim with it a little later: only time limits the waiting. */
const isWaiting = (failure: Failure): boolean =>
  failure.kind === 'refused' && failure.code === 'idempotency-in-progress';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

const mayPass = (failure: Failure, repeatable: boolean): boolean =>
  failure.kind === 'unreachable'
    ? repeatable
    : UNTOUCHED.includes(failure.code) || (repeatable && PASSING.includes(failure.code));

/**
 * Whether to ask again, and when: exponential back-off with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), never sooner than the registry said.
 */
export function decideRetry({ failure, attempt, elapsedMs, repeatable, random, policy }: RetryCase): RetryDecision {
  if (!mayPass(failure, repeatable)) return { again: false };
  if (attempt >= policy.attempts && !(isWaiting(failure) && policy.attempts > 1)) return { again: false };
  const ceiling = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  const told = failure.kind === 'refused' ? (failure.retryAfterSeconds ?? 0) * 1_000 : 0;
  const afterMs = told + Math.round(ceiling * random);
  return elapsedMs + afterMs > policy.budgetMs ? { again: false } : { again: true, afterMs };
}
