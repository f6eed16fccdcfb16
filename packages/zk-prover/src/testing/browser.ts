// SPDX-License-Identifier: GPL-3.0-only
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;

export interface Browser {
  readonly name: string;
  readonly version: string;
}

/** An installed Chromium that runs, or undefined. */
export function findBrowser(): Browser | undefined {
  for (const name of NAMES) {
    const asked = spawnSync(name, ['--version'], { encoding: 'utf8', timeout: 30_000 });
    if (asked.status === 0) return { name, version: asked.stdout.trim() };
  }
  return undefined;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Opens a page in a headless browser with a temporary profile until `work` is done. */
export async function withPage<Value>({ name }: Browser, url: string, work: () => Promise<Value>): Promise<Value> {
  const profile = await mkdtemp(join(tmpdir(), 'page-'));
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(name, [...flags, url], { stdio: 'ignore' });
  try {
    return await work();
  } finally {
    await end(child);
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
