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

/** Whether the file at `path` is now ours. The file of a process that died is taken away first. */
async function claim(path: string): Promise<boolean> {
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

/** Runs `work` while no other process does so under the same path: two test workers want the same build at once. */
export async function oneAtATime<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await claim(path))) await setTimeout(POLL_MS);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
