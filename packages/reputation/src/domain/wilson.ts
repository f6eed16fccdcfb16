export interface Interval {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

/**
 * Wilson's score interval (Wilson 1927) of a proportion, over good and bad evidence that include the prior. The low end
 * rises with good and falls with bad evidence; low ≤ mean ≤ high within 0..1. `good + bad` must be above 0.
 */
export function wilsonInterval(good: number, bad: number, z: number): Interval {
  const count = good + bad;
  const mean = good / count;
  const square = (z * z) / count;
  const centre = mean + square / 2;
  const spread = z * Math.sqrt((mean * (1 - mean)) / count + square / (4 * count));
  return {
    low: Math.max(0, Math.min(mean, (centre - spread) / (1 + square))),
    mean,
    high: Math.min(1, Math.max(mean, (centre + spread) / (1 + square))),
  };
}
