import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs, repeat, type RepeatedTask } from './repeat.ts';
import { createWakeUp } from './wake-up.ts';

type Outcome = 'more' | 'done' | 'outage' | Error;

/**
 * Repeats a task whose turns have these outcomes, stops it after the last one, and returns the pauses and the logged
 * errors.
 */
async function run(outcomes: readonly Outcome[], everyMs = 0) {
  const stop = new AbortController();
  let lastCompleted: number | undefined;
  const errors: unknown[] = [];
  const waits: number[] = [];
  let turns = 0;
  const task: RepeatedTask = {
    id: 'a-task',
    everyMs,
    wakeUp: { call: () => undefined, wait: async (ms) => void waits.push(ms) },
    turn: async () => {
      const outcome = outcomes[turns];
      turns += 1;
      if (turns === outcomes.length) stop.abort();
      if (outcome instanceof Error) throw outcome;
      return outcome ?? 'done';
    },
  };
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (_: string, error: unknown) => void errors.push(error),
  };
  const pulse = { completed: () => void (lastCompleted = turns) };
  await repeat(task, { log: log as never, pulse, signal: stop.signal });
  return { turns, waits, errors, lastCompleted };
}

describe('repeat', () => {
  it('takes the next turn at once if there is more work, and pauses for everyMs otherwise', async () =>
    expect(await run(['more', 'done', 'more', 'more', 'done'], 500)).toEqual({
      turns: 5,
      waits: [500, 500],
      errors: [],
      lastCompleted: 5,
    }));

  it('logs a bug, continues, and does not count the turn as completed', async () => {
    const bug = new TypeError('on purpose');
    expect(await run(['done', bug])).toEqual({ turns: 2, waits: [0], errors: [bug], lastCompleted: 1 });
  });

  it('backs off after an outage even if woken, and stops during the backoff', async () => {
    const stop = new AbortController();
    const wakeUp = createWakeUp();
    let turns = 0;
    const task: RepeatedTask = {
      id: 'a-task',
      everyMs: 0,
      wakeUp,
      turn: async () => {
        turns += 1;
        return 'outage';
      },
    };
    const running = repeat(task, {
      log: undefined as never,
      pulse: { completed: () => undefined },
      signal: stop.signal,
    });
    await new Promise((resolve) => void setImmediate(resolve));
    wakeUp.call();
    await new Promise((resolve) => void setImmediate(resolve));
    stop.abort();
    await running;
    expect(turns).toBe(1);
  });

  it('doubles the backoff with each consecutive outage, up to 30 s', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (outages) => {
        expect(backoffMs(outages)).toBe(Math.min(1_000 * 2 ** (outages - 1), 30_000));
        expect(backoffMs(outages + 1)).toBeGreaterThanOrEqual(backoffMs(outages));
      }),
    ));
});
