import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startRolling, type RollingService } from './rolling.ts';

interface Program {
  readonly folder: string;
  readonly port: number;
  /** Ends the program. A real program ends after a stop request when its last running request is done. */
  end(): void;
  asked: boolean;
}

let programs: Program[];
let service: RollingService;

async function start(folder: string, port: number) {
  if (folder === 'broken') throw new Error('it ended with code 1.');
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const program: Program = { folder, port, end: () => resolve('it was asked to'), asked: false };
  programs.push(program);
  const stop = async () => {
    program.asked = true;
    await ended;
  };
  return { processId: programs.length, ended, stop };
}

beforeEach(async () => {
  programs = [];
  service = await startRolling({
    name: 'The service',
    folder: 'first',
    port: 1,
    otherPort: async () => 2,
    start,
    say: () => undefined,
  });
});
afterEach(async () => {
  const stopped = service.stop();
  for (const program of programs) program.end();
  await stopped;
});

describe('a rolling service', () => {
  it('serves with the new program on the other port before the former one has ended', async () => {
    const { stopped } = await service.replace('second');
    expect([service.port(), service.current().processId]).toEqual([2, 2]);
    expect(programs.map(({ asked }) => asked)).toEqual([true, false]);
    let ended = false;
    void stopped.then(() => (ended = true));
    await Promise.resolve();
    expect(ended).toBe(false);
    programs[0]?.end();
    await stopped;
    expect(programs).toHaveLength(2);
  });

  it('goes back to the first port once the program there has ended', async () => {
    await service.replace('second');
    const third = service.replace('third');
    await Promise.resolve();
    expect(programs).toHaveLength(2);
    programs[0]?.end();
    await third;
    expect(programs.map(({ folder, port }) => [folder, port])).toEqual([
      ['first', 1],
      ['second', 2],
      ['third', 1],
    ]);
  });

  it('keeps the former program where the new one does not start', async () => {
    await expect(service.replace('broken')).rejects.toThrow('it ended with code 1.');
    expect([service.port(), service.current().processId, programs[0]?.asked]).toEqual([1, 1, false]);
  });

  it('starts the current program again when it dies', async () => {
    const { stopped } = await service.replace('second');
    programs[0]?.end();
    await stopped;
    programs[1]?.end();
    while (programs.length < 3) await new Promise((resolve) => void setTimeout(resolve, 5));
    expect(programs[2]).toMatchObject({ folder: 'second', port: 2 });
  });
});
