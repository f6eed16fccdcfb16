import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { ChangedUnit, Rebuilder } from '@pos/functions/build/rebuild.ts';
import type { System } from '../system.ts';
import { listed, namesOf } from './name-units.ts';

export interface LiveRebuildOptions {
  readonly rebuilder: Rebuilder;
  readonly system: Pick<System, 'units' | 'bundleOf' | 'replace'>;
  /** True for sources that the system's own processes have loaded. A change of such a source needs a restart. */
  readonly loadedBySystem: (path: string) => boolean;
  /** Messages name paths relative to this folder. */
  readonly repository: string;
  readonly say: (line: string) => void;
}

export interface LiveRebuild {
  /** Reports changed files by absolute path. The first call always builds. */
  changed(paths: readonly string[]): void;
  /** Resolves when every change so far is running or was refused. */
  settled(): Promise<void>;
}

/**
 * Rebuilds the units that a change affects and replaces them in the running system. Changes are processed one after the
 * other.
 */
export function createLiveRebuild(options: LiveRebuildOptions): LiveRebuild {
  const { rebuilder, system, loadedBySystem, repository, say } = options;
  const waiting = new Set<string>();
  /** True after a successful pass. A failed pass does not report which files it needs. */
  let inputsKnown = false;
  let working: Promise<void> | undefined;

  const rebuild = async (changed: readonly string[]): Promise<void> => {
    const began = performance.now();
    // Ignores files that no longer exist, because editors write to a temporary file first.
    const paths = changed.filter((path) => rebuilder.reads(path) || existsSync(path));
    const names = paths.map((path) => relative(repository, path));
    const what = names.length === 0 ? 'Since the start' : listed(names);
    if (!inputsKnown || paths.some((path) => rebuilder.reads(path))) {
      const rebuilt = await rebuilder.rebuild(system.bundleOf);
      if (!rebuilt.ok) say(`${what}: not built, the former bundles stay in use.\n${indented(rebuilt.problems)}`);
      else if (rebuilt.changed.length > 0) await replaceAll(rebuilt.changed, { what, began }, options);
      else if (paths.length > 0) say(`${what}: built in ${msSince(began)} ms, no bundle has changed.`);
      inputsKnown = rebuilt.ok;
    }
    const stale = paths.filter(loadedBySystem).map((path) => relative(repository, path));
    if (stale.length > 0)
      say(
        `${listed(stale)}: loaded by the gateway or another local server too, which need a new start to run the change.`,
      );
  };

  const work = async (): Promise<void> => {
    do {
      const paths = [...waiting];
      waiting.clear();
      try {
        await rebuild(paths);
      } catch (error) {
        say(`The rebuild failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    } while (waiting.size > 0);
    working = undefined;
  };

  return {
    changed(paths) {
      for (const path of paths) waiting.add(path);
      working ??= work();
    },
    settled: async () => working,
  };
}

async function replaceAll(
  changed: readonly ChangedUnit[],
  { what, began }: { readonly what: string; readonly began: number },
  { system, say }: LiveRebuildOptions,
): Promise<void> {
  const builtMs = msSince(began);
  const refused: string[] = [];
  const replaced = [];
  for (const { unit, files } of changed) {
    try {
      await system.replace(unit, files);
      replaced.push(unit);
    } catch (error) {
      refused.push(`${unit.id} keeps its former bundle: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const names = namesOf(replaced, system.units);
  if (replaced.length > 0) say(`${what}: rebuilt ${names} in ${builtMs} ms, running after ${msSince(began)} ms.`);
  if (refused.length > 0) say(`${what}: built in ${builtMs} ms, but\n${indented(refused)}`);
}

const msSince = (began: number): string => (performance.now() - began).toFixed(0);

const indented = (lines: readonly string[]): string =>
  lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`).join('\n');
