import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DIST } from './units.ts';

const LOOK_MS = 50;
/**
 * Age in milliseconds at which a lock is stale. No build takes this long, so a live process with the owner's process id
 * must be another process.
 */
const FORGOTTEN_AFTER_MS = 600_000;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

interface Owner {
  readonly process: number;
  readonly sinceMs: number;
}

/** The owner of the lock, or `undefined` if the lock is free. */
function ownerOf(lock: string): Owner | undefined {
  try {
    return { process: Number(readFileSync(lock, 'utf8').split(' ')[0]), sinceMs: statSync(lock).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Whether the owner's process still runs. An owner keeps its lock until its process ends, because a live process may be
 * stopped or slow.
 */
function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.process, 0);
    return new Date().getTime() - owner.sinceMs < FORGOTTEN_AFTER_MS;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Takes the lock by linking the file `mine`, which names the owner, to the lock's path. Creating a link is atomic. */
function take(lock: string, mine: string): boolean {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a process that died. If two processes do so concurrently, one moves the file and the other finds
 * no file.
 */
function clear(lock: string, dead: Owner): void {
  const aside = `${lock}-of-${dead.process}-found-by-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  // In the meantime another process may have removed the dead process's lock and taken a new one. Puts such a new lock
  // back.
  if (ownerOf(aside)?.process !== dead.process) take(lock, aside);
  rmSync(aside, { force: true });
}

let calls = 0;

/**
 * Runs `work` under a lock that keeps other processes from writing bundles, because tests and `npm start` share one
 * `dist`.
 */
export async function alone<Value>(work: () => Promise<Value>, folder: string = DIST): Promise<Value> {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, '.building');
  const mine = `${lock}-by-${process.pid}-${(calls += 1)}`;
  writeFileSync(mine, `${process.pid} ${calls}`);
  try {
    while (!take(lock, mine)) {
      const owner = ownerOf(lock);
      if (owner !== undefined && !isAlive(owner)) clear(lock, owner);
      else await sleep(LOOK_MS);
    }
    utimesSync(lock, new Date(), new Date());
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}
