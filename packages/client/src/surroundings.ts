import type { Clock } from '@pos/vocabulary/clock.ts';

/** The platform functions that the client uses. Tests pass their own. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  readonly newId: () => string;
  /** Rejects with the signal's reason when the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

const sleep: Surroundings['sleep'] = (ms, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });

const randomFraction = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/** The functions of the platform. Node 20 or later and every current browser provide them. */
export const platform: Surroundings = {
  fetch: (input, init) => fetch(input, init),
  clock: { now: () => new Date() },
  random: randomFraction,
  newId: () => crypto.randomUUID(),
  sleep,
};
