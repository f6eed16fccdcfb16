import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { alone } from './alone.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'alone-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('alone', () => {
  it('runs one piece of work at a time and leaves no file behind', async () => {
    let working = 0;
    const seen: number[] = [];
    const work = async () => {
      seen.push((working += 1));
      await turn();
      working -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => alone(work, folder)));
    expect(seen).toEqual([1, 1, 1, 1, 1]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes the lock of a process that has ended', async () => {
    const { stdout } = spawnSync(process.execPath, ['--eval', 'process.stdout.write(String(process.pid))'], {
      encoding: 'utf8',
    });
    writeFileSync(join(folder, '.building'), `${stdout} 1`);
    await expect(alone(async () => 'worked', folder)).resolves.toBe('worked');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('waits for a process that is alive', async () => {
    writeFileSync(join(folder, '.building'), `${process.pid} 0`);
    let worked = false;
    const waiting = alone(async () => void (worked = true), folder);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(worked).toBe(false);
    rmSync(join(folder, '.building'));
    await waiting;
    expect(worked).toBe(true);
  });

  it('takes a lock that is older than any build, although another process has its process id by now', async () => {
    const lock = join(folder, '.building');
    writeFileSync(lock, `${process.pid} 0`);
    utimesSync(lock, new Date('2026-01-01'), new Date('2026-01-01'));
    await expect(alone(async () => 'worked', folder)).resolves.toBe('worked');
  });

  it('releases the lock when the work fails', async () => {
    await expect(alone(() => Promise.reject(new Error('broken')), folder)).rejects.toThrow('broken');
    await expect(alone(async () => 'worked', folder)).resolves.toBe('worked');
  });
});
