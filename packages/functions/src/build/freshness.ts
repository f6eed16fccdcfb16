import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Bundle } from './bundle.ts';
import { DIST, REPOSITORY } from './units.ts';

const Entry = z.object({
  recipe: z.string(),
  bytes: z.number(),
  /** Input file → size and modification time in ms. */
  inputs: z.record(z.string(), z.tuple([z.number(), z.number()])),
});

const entryFile = (id: string): string => join(DIST, '.cache', `${id}.json`);

/** Changes when a bundle could come out differently although none of its sources changed. */
export function recipe(): string {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(REPOSITORY, 'pnpm-lock.yaml')));
  for (const file of readdirSync(import.meta.dirname).sort()) hash.update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest('hex');
}

const stamp = (path: string): [number, number] => {
  const { size, mtimeMs } = statSync(join(REPOSITORY, path));
  return [size, mtimeMs];
};

/** Bytes of the bundle that is there already, or `undefined` where it has to be made again. */
export function freshBundle(id: string, wanted: string): number | undefined {
  if (!existsSync(join(DIST, id, 'index.mjs'))) return undefined;
  try {
    const entry = Entry.parse(JSON.parse(readFileSync(entryFile(id), 'utf8')));
    const fresh = Object.entries(entry.inputs).every(([path, [size, modified]]) => {
      const now = stamp(path);
      return now[0] === size && now[1] === modified;
    });
    return fresh && entry.recipe === wanted ? entry.bytes : undefined;
  } catch {
    // Anything unreadable here only costs a rebuild.
    return undefined;
  }
}

export function remember(id: string, made: string, bundle: Bundle): void {
  mkdirSync(dirname(entryFile(id)), { recursive: true });
  const inputs = Object.fromEntries(bundle.inputs.map((path) => [path, stamp(path)]));
  writeFileSync(entryFile(id), JSON.stringify({ recipe: made, bytes: bundle.bytes, inputs }));
}

/** Removes bundles of routes that are no more. */
export function removeOthers(ids: readonly string[]): void {
  if (!existsSync(DIST)) return;
  for (const name of readdirSync(DIST)) {
    if (!name.startsWith('.') && !ids.includes(name)) rmSync(join(DIST, name), { recursive: true, force: true });
  }
}
