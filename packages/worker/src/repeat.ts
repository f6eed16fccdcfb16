import type { TurnOutcome } from '@pos/contract/task.ts';
import type { Log } from '@pos/runtime/log.ts';
import type { Turn } from '@pos/runtime/worker-task.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { Pulse } from './pulse.ts';
import type { WakeUp } from './wake-up.ts';

/** A task that the worker repeats. */
export interface RepeatedTask {
  readonly id: string;
  readonly everyMs: number;
  readonly wakeUp: WakeUp;
  readonly turn: Turn;
}

export interface RepeatOptions {
  readonly log: Log;
  readonly pulse: Pick<Pulse, 'completed'>;
  readonly signal: AbortSignal;
}

const MAX_BACKOFF_MS = 30_000;

/** Backoff after a number of consecutive outages: 1, 2, 4 … seconds, at most 30. */
export const backoffMs = (outages: number): number => Math.min(1_000 * 2 ** (outages - 1), MAX_BACKOFF_MS);

/** Repeats a task until aborted. Outages and bugs are logged and retried with backoff, and do not end the worker. */
export async function repeat(task: RepeatedTask, { log, pulse, signal }: RepeatOptions): Promise<void> {
  let outages = 0;
  while (!signal.aborted) {
    const outcome = await takeTurn(task, log, signal);
    outages = outcome === 'outage' ? outages + 1 : 0;
    if (outcome !== 'outage') pulse.completed(task.id);
    if (outcome === 'outage') await pause(backoffMs(outages), signal);
    else if (outcome === 'done') await task.wakeUp.wait(task.everyMs, signal);
  }
}

async function takeTurn({ id, turn }: RepeatedTask, log: Log, signal: AbortSignal): Promise<TurnOutcome> {
  try {
    return await turn(signal);
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'done';
    if (error instanceof OutageError) {
      log.warn('A task waits for a service that does not answer', { task: id, service: error.service });
    } else {
      log.error('A task failed and is retried', error, { task: id });
    }
    return 'outage';
  }
}

/** Waits out the backoff. A wake-up does not end it, because a wake-up does not say that the outage is over. */
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
