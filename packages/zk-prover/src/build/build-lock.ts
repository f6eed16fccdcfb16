// SPDX-License-Identifier: GPL-3.0-only
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { hasCode } from './error-code.ts';

const POLL_MS = 200;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

/** Tries to create the lock file. Removes the file of a process that no longer runs, for the next attempt. */
async function acquire(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder > 0 && !isRunning(holder)) await rm(path, { force: true });
  return false;
}

/** Runs `work` under a lock file, because two test workers may need the same build at the same time. */
export async function oneAtATime<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await acquire(path))) await setTimeout(POLL_MS);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
