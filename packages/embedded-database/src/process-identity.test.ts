import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identifyProcess, isAlive } from './process-identity.ts';

describe('a process identity', () => {
  it('is alive as long as its process, and differs from that of a later process', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const identity = identifyProcess(child.pid ?? 0);
    if (identity === undefined) throw new Error('A running process has an identity.');
    expect(isAlive(identity)).toBe(true);
    expect(isAlive({ ...identity, started: 'at another time' })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
    expect(identifyProcess(identity.pid)).toBeUndefined();
  });
});
