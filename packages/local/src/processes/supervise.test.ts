import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endsInARowAfter, restartDelayMs, supervise, type RunningPart } from './supervise.ts';

/** A part that ends on request. It records whether it was asked to stop. */
function makePart(processId: number) {
  let end: (how: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const part: RunningPart = {
    processId,
    ended,
    stop: async () => end('it was asked to'),
  };
  return { part, end: (how: string) => end(how) };
}

describe('supervise', () => {
  const open = async (refusals = 0) => {
    const made: ReturnType<typeof makePart>[] = [];
    const said: string[] = [];
    let refuse = 0;
    const start = async () => {
      if (made.length > 0 && refuse > 0) {
        refuse -= 1;
        throw new Error('not yet.');
      }
      const one = makePart(made.length + 1);
      made.push(one);
      return one.part;
    };
    const supervised = await supervise({ name: 'The part', start, say: (message) => void said.push(message) });
    refuse = refusals;
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => void setTimeout(resolve, 5));
    };
    return { supervised, made, said, until };
  };

  it('starts a part again when it ends, as often as needed, and reports it', async () => {
    const { supervised, made, said, until } = await open(1);
    made[0]?.end('it was ended by SIGKILL');
    await until(() => said.length === 3);
    expect(said).toEqual([
      'The part is gone: it was ended by SIGKILL. Starting it again in 250 ms.',
      'The part did not start: not yet. Trying again in 500 ms.',
      expect.stringMatching(/^The part is back as process 2, \d+ ms after it was missed\.$/),
    ]);
    expect(supervised.current().processId).toBe(2);
    await supervised.stop();
  });

  it('does not start a part again that was stopped', async () => {
    const { supervised, made, said } = await open();
    await supervised.stop();
    expect([made.length, said]).toEqual([1, []]);
  });

  it('stops a part that waits for its restart', async () => {
    const { supervised, made, said, until } = await open();
    made[0]?.end('it ended with code 1');
    await until(() => said.length === 1);
    await supervised.stop();
    expect(made).toHaveLength(1);
  });

  it('rejects where the first start fails', async () => {
    await expect(
      supervise({ name: 'x', start: () => Promise.reject(new Error('no')), say: () => undefined }),
    ).rejects.toThrow('no');
  });
});

describe('the delay before a restart', () => {
  it('never shrinks during consecutive failures, stays within its bounds, and is reset by a long run', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(200_000), (ends, ranMs) => {
        expect(restartDelayMs(ends)).toBeLessThanOrEqual(restartDelayMs(ends + 1));
        expect(restartDelayMs(ends)).toBeGreaterThanOrEqual(250);
        expect(restartDelayMs(ends)).toBeLessThanOrEqual(30_000);
        expect(endsInARowAfter(ends, ranMs)).toBe(ranMs >= 60_000 ? 1 : ends + 1);
      }),
    ));
});
