import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_DIRECTORY } from '@pos/database/migrations.ts';
import * as z from 'zod';
import { DIST, REPOSITORY } from './units.ts';

const LastBuild = z.object({
  recipe: z.string(),
  /** Size of each unit's bundle in bytes, by unit id. */
  units: z.record(z.string(), z.number()),
  /** Size in bytes and modification time in milliseconds of each input file, by path. */
  inputs: z.record(z.string(), z.tuple([z.number(), z.number()])),
});

const LAST_BUILD = join(DIST, '.last-build.json');

/**
 * Hash of the bundler, its settings and the migrations. A change of any of these changes bundles without a change of
 * their sources.
 */
export function recipe(): string {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(REPOSITORY, 'pnpm-lock.yaml')));
  for (const folder of [import.meta.dirname, MIGRATIONS_DIRECTORY]) {
    for (const file of readdirSync(folder).sort()) {
      if (statSync(join(folder, file)).isFile()) hash.update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex');
}

const stamp = (path: string): [number, number] => {
  const { size, mtimeMs } = statSync(join(REPOSITORY, path));
  return [size, mtimeMs];
};

/** Sizes in bytes of the existing bundles by unit, or `undefined` if a build is needed. */
export function freshBuild(ids: readonly string[], wanted: string): Readonly<Record<string, number>> | undefined {
  if (!ids.every((id) => existsSync(join(DIST, id, 'index.mjs')))) return undefined;
  try {
    const last = LastBuild.parse(JSON.parse(readFileSync(LAST_BUILD, 'utf8')));
    const unchanged = Object.entries(last.inputs).every(([path, [size, modified]]) => {
      const now = stamp(path);
      return now[0] === size && now[1] === modified;
    });
    return unchanged && last.recipe === wanted && ids.every((id) => last.units[id] !== undefined)
      ? last.units
      : undefined;
  } catch {
    // If a file cannot be read, a new build is made.
    return undefined;
  }
}

export function remember(made: string, units: Readonly<Record<string, number>>, paths: readonly string[]): void {
  mkdirSync(DIST, { recursive: true });
  const inputs = Object.fromEntries(paths.map((path) => [path, stamp(path)]));
  writeFileSync(LAST_BUILD, JSON.stringify({ recipe: made, units, inputs }));
}

/** Removes bundles of units that no longer exist. */
export function removeOthers(ids: readonly string[]): void {
  if (!existsSync(DIST)) return;
  for (const name of readdirSync(DIST)) {
    if (!name.startsWith('.') && !ids.includes(name)) rmSync(join(DIST, name), { recursive: true, force: true });
  }
}
