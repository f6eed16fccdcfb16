export interface Measured {
  readonly count: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Runs a function `count` times, at most `width` at a time, and measures its rate and latency. */
export async function measure(count: number, width: number, run: () => Promise<unknown>): Promise<Measured> {
  let left = count;
  const tookMs: number[] = [];
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      await run();
      tookMs.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: width }, lane));
  const seconds = (performance.now() - began) / 1_000;
  const sorted = tookMs.toSorted((a, b) => a - b);
  return { count, perSecond: count / seconds, medianMs: at(sorted, 0.5), p95Ms: at(sorted, 0.95) };
}
