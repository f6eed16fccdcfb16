/** The failure of one attempt. */
export type Failure =
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      readonly retryAfterSeconds: number | undefined;
    };

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

/** A rate limit refuses a request before it has any effect, so even a write without a key may be repeated. */
const isUntouched = (status: number): boolean => status === 429;

/** 501 and 505 say that the server will never serve the request. All other statuses from 500 on may pass. */
const mayRecover = (status: number): boolean => status === 408 || (status >= 500 && status !== 501 && status !== 505);

/**
 * True while the first request with the same Idempotency-Key holds its lease, because it is still running or because it
 * died. Only the time budget limits the wait.
 */
const isWaiting = (failure: Failure): boolean =>
  failure.kind === 'refused' && failure.code === 'idempotency-in-progress';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

/** The status decides, so that pages of proxies and codes of a newer registry are repeated too. */
function mayPass(failure: Failure, repeatable: boolean): boolean {
  if (failure.kind === 'unreachable') return repeatable;
  if (isUntouched(failure.status)) return true;
  return repeatable && (mayRecover(failure.status) || isWaiting(failure));
}

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
