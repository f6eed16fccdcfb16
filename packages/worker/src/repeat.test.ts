import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { repeat, restMs, type Job, type Pulse } from './repeat.ts';
import { createWakeUp } from './wake-up.ts';

type Outcome = 'more' | 'done' | 'outage' | Error;

/** Runs a job through these outcomes, then stops it; says what it waited for and what was logged. */
async function run(outcomes: readonly Outcome[], everyMs = 0) {
  const stop = new AbortController();
  const pulse: Pulse = new Map();
  const errors: unknown[] = [];
  const waits: number[] = [];
  let turns = 0;
  const job: Job = {
    name: 'a-job',
    everyMs,
    wakeUp: { call: () => undefined, wait: async (ms) => void waits.push(ms) },
    run: async () => {
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
  await repeat(job, { log: log as never, pulse, now: () => new Date(turns), signal: stop.signal });
  return { turns, waits, errors, lastGood: pulse.get('a-job')?.getTime() };
}

describe('repeat', () => {
  it('goes on at once where there is more, and waits its time where there is not', async () =>
    expect(await run(['more', 'done', 'more', 'more', 'done'], 500)).toEqual({
      turns: 5,
      waits: [500, 500],
      errors: [],
      lastGood: 5,
    }));

  it('survives a bug, tells of it, and does not count it as a good turn', async () => {
    const bug = new TypeError('on purpose');
    expect(await run(['done', bug])).toEqual({ turns: 2, waits: [0], errors: [bug], lastGood: 1 });
  });

  it('rests after an outage, whoever calls, and stops in the middle of a rest', async () => {
    const stop = new AbortController();
    const wakeUp = createWakeUp();
    let turns = 0;
    const job: Job = {
      name: 'a-job',
      everyMs: 0,
      wakeUp,
      run: async () => {
        turns += 1;
        return 'outage';
      },
    };
    const running = repeat(job, {
      log: undefined as never,
      pulse: new Map(),
      now: () => new Date(0),
      signal: stop.signal,
    });
    await new Promise((resolve) => void setImmediate(resolve));
    wakeUp.call();
    await new Promise((resolve) => void setImmediate(resolve));
    stop.abort();
    await running;
    expect(turns).toBe(1);
  });

  it('rests longer after each outage in a row, half a minute at most', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (outages) => {
        expect(restMs(outages)).toBe(Math.min(1_000 * 2 ** (outages - 1), 30_000));
        expect(restMs(outages + 1)).toBeGreaterThanOrEqual(restMs(outages));
      }),
    ));
});
