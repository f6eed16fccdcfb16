import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cloneTree, linkInstalled, snapshot } from './clone-tree.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of the source tree with a new feature. */
export interface FeatureClone {
  readonly folder: string;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** Runs a script of the copy under Node; `folder` is the working folder below the copy. */
  node(args: readonly string[], folder?: string): { readonly status: number | null; readonly output: string };
  remove(): void;
}

export function cloneWithFeature(name: string): FeatureClone {
  const clone = cloneTree(ROOT);
  const node = (args: readonly string[], folder = '.') => {
    const done = spawnSync(process.execPath, args, { cwd: join(clone, folder), encoding: 'utf8' });
    return { status: done.status, output: `${done.stdout}${done.stderr}` };
  };
  const before = snapshot(clone);
  const made = node(['scripts/new-feature.ts', name, '--write', '--no-install']);
  if (made.status !== 0) throw new Error(made.output);
  const after = snapshot(clone);
  linkInstalled(clone, name, ['contract', 'database', 'runtime'], ['drizzle-orm']);
  linkInstalled(clone, 'functions', [name]);
  linkInstalled(clone, 'worker', [name]);
  return { folder: clone, before, after, node, remove: () => rmSync(clone, { recursive: true, force: true }) };
}
