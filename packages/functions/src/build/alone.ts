import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DIST } from './units.ts';

const LOCK = join(DIST, '.lock');
const ABANDONED_AFTER_MS = 10_000;
const BEAT_MS = 1_000;
const LOOK_MS = 50;

const take = (): boolean => {
  try {
    mkdirSync(LOCK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const abandoned = (now: number): boolean => {
  const seen = statSync(LOCK, { throwIfNoEntry: false });
  return seen !== undefined && now - seen.mtimeMs > ABANDONED_AFTER_MS;
};

/** Runs `work` while no other process writes bundles: tests and a starting system share one `dist`. */
export async function alone<Value>(work: () => Promise<Value>): Promise<Value> {
  mkdirSync(DIST, { recursive: true });
  while (!take()) {
    if (abandoned(new Date().getTime())) rmSync(LOCK, { recursive: true, force: true });
    await sleep(LOOK_MS);
  }
  const beat = setInterval(() => utimesSync(LOCK, new Date(), new Date()), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(LOCK, { recursive: true, force: true });
  }
}
