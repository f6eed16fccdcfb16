/** The throttle of a usage plan. Each caller has a bucket of `burst` tokens, which is refilled at `ratePerSecond`. */
export interface UsagePlan {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** 10,000 requests a minute, like the usage plan in the cloud. */
export const DEFAULT_PLAN: UsagePlan = { ratePerSecond: 166, burst: 330 };

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export const fullBucket = (plan: UsagePlan, atMs: number): Bucket => ({ tokens: plan.burst, atMs });

/** Decides whether a request passes now. Returns the new bucket and the delay until the next request passes. */
export function draw(
  plan: UsagePlan,
  bucket: Bucket,
  nowMs: number,
): { readonly bucket: Bucket; readonly waitMs: number } {
  const refilled = Math.min(plan.burst, bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * plan.ratePerSecond);
  return refilled >= 1
    ? { bucket: { tokens: refilled - 1, atMs: nowMs }, waitMs: 0 }
    : { bucket: { tokens: refilled, atMs: nowMs }, waitMs: ((1 - refilled) / plan.ratePerSecond) * 1_000 };
}

export interface Throttle {
  /**
   * Counts a request. Returns 0 if it passes, and otherwise the milliseconds until the caller's next request passes.
   */
  admit(caller: string): number;
}

const MOST_CALLERS = 10_000;

/** Keeps the buckets in memory, because the gateway is one process and its limits may be lost when it stops. */
export function createThrottle(plan: UsagePlan, nowMs: () => number): Throttle {
  const buckets = new Map<string, Bucket>();
  return {
    admit(caller) {
      const now = nowMs();
      const drawn = draw(plan, buckets.get(caller) ?? fullBucket(plan, now), now);
      buckets.delete(caller);
      buckets.set(caller, drawn.bucket);
      const oldest = buckets.keys().next().value;
      if (buckets.size > MOST_CALLERS && oldest !== undefined) buckets.delete(oldest);
      return drawn.waitMs;
    },
  };
}
