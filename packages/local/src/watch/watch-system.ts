import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openRebuilder, sourcesOf } from '@pos/functions/build/rebuild.ts';
import { REPOSITORY } from '@pos/functions/build/units.ts';
import type { System } from '../system.ts';
import { createLiveRebuild } from './live-rebuild.ts';
import { watchSources } from './source-watcher.ts';

const PACKAGES = join(REPOSITORY, 'packages');
/** Migrations are applied once, when PostgreSQL has started. */
const MIGRATIONS = join(PACKAGES, 'database/migrations');
/** Programs that the local system runs from their sources. */
const OWN_PROGRAMS = ['main.ts', 'processes/chain-main.ts', 'function-runtime/instance.ts'].map((file) =>
  resolve(import.meta.dirname, '..', file),
);

export interface SystemWatch {
  /** Number of packages whose sources are watched. */
  readonly packages: number;
  close(): Promise<void>;
}

/** Rebuilds and replaces the units of a running system whose sources change, until it is closed. */
export async function watchSystem(system: System, say: (line: string) => void): Promise<SystemWatch> {
  const rebuilder = await openRebuilder(system.units);
  const own = await sourcesOf(OWN_PROGRAMS);
  const live = createLiveRebuild({
    rebuilder,
    system,
    loadedBySystem: (path) => own.has(path) || path.startsWith(MIGRATIONS),
    repository: REPOSITORY,
    say,
  });
  const sources = readdirSync(PACKAGES)
    .map((name) => join(PACKAGES, name, 'src'))
    .filter((folder) => existsSync(folder));
  const watcher = watchSources([...sources, MIGRATIONS], live.changed, say);
  // Builds once, to apply changes that were made while the system started and to learn the inputs of each bundle.
  live.changed([]);
  await live.settled();
  return {
    packages: sources.length,
    async close() {
      watcher.close();
      await live.settled();
      await rebuilder.close();
    },
  };
}
