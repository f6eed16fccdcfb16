import type { Log } from '@pos/runtime/log.ts';
import type { WakeUp } from './wake-up.ts';

/** A job that a worker does again and again. */
export interface Job {
  readonly name: string;
  /** One turn; the result says whether there is more to do at once. */
  run(signal: AbortSignal): Promise<'more' | 'done' | 'outage'>;
  readonly everyMs: number;
  readonly wakeUp: WakeUp;
}

/** When each job last came to an end without an outage, by name. */
export type Pulse = Map<string, Date>;

const LONGEST_REST_MS = 30_000;

/** How long to rest after so many outages in a row: 1, 2, 4 … seconds, half a minute at most. */
export const restMs = (outages: number): number => Math.min(1_000 * 2 ** (outages - 1), LONGEST_REST_MS);

/** Runs a job until aborted. Outages and bugs are logged and waited out: a worker that dies helps nobody. */
export async function repeat(
  job: Job,
  {
    log,
    pulse,
    now,
    signal,
  }: { readonly log: Log; readonly pulse: Pulse; readonly now: () => Date; readonly signal: AbortSignal },
): Promise<void> {
  let outages = 0;
  while (!signal.aborted) {
    let outcome: 'more' | 'done' | 'outage';
    try {
      outcome = await job.run(signal);
    } catch (error) {
      log.error('A job failed and is tried again', error, { job: job.name });
      outcome = 'outage';
    }
    outages = outcome === 'outage' ? outages + 1 : 0;
    if (outcome !== 'outage') pulse.set(job.name, now());
    if (outcome === 'outage') await pause(restMs(outages), signal);
    else if (outcome === 'done') await job.wakeUp.wait(job.everyMs, signal);
  }
}

/** Rests whoever calls meanwhile: after an outage a wake-up says nothing about whether it is over. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
