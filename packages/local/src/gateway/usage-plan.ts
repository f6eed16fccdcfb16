/** A usage plan's throttle: a bucket of `burst` tokens a caller, refilled at `ratePerSecond`. */
export interface UsagePlan {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** 10,000 requests a minute, as the cloud's usage plan has it. */
export const DEFAULT_PLAN: UsagePlan = { ratePerSecond: 166, burst: 330 };

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export const fullBucket = (plan: UsagePlan, atMs: number): Bucket => ({ tokens: plan.burst, atMs });

/** Whether a request passes at this moment, what is left of the bucket, and when the next one would pass. */
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
  /** Milliseconds to wait before the caller's next request passes; 0 where this one does. */
  admit(caller: string): number;
}

const MOST_CALLERS = 10_000;

/** Buckets by caller. One gateway, one process: a limit that may be forgotten when it stops. */
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
