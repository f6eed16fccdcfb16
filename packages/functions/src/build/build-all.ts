import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_DIRECTORY } from '@pos/database/migrations.ts';
import { alone } from './alone.ts';
import { bundleAll, type Bundle } from './bundle.ts';
import { freshBuild, recipe, remember, removeOthers } from './freshness.ts';
import { DIST, units } from './units.ts';

export interface BuiltUnit extends Bundle {
  /** False if the bundle of an earlier build is still current. */
  readonly rebuilt: boolean;
}

/** Bundles every unit, unless no source has changed since the last build. */
export const buildAll = (): Promise<readonly BuiltUnit[]> => alone(build);

async function build(): Promise<readonly BuiltUnit[]> {
  const all = units();
  const made = recipe();
  removeOthers(all.map(({ id }) => id));
  const known = freshBuild(
    all.map(({ id }) => id),
    made,
  );
  if (known !== undefined)
    return all.map((unit) => ({ unit, folder: join(DIST, unit.id), bytes: known[unit.id] ?? 0, rebuilt: false }));
  const { bundles, inputs } = await bundleAll(all);
  cpSync(MIGRATIONS_DIRECTORY, join(DIST, 'migrate', 'migrations'), { recursive: true });
  remember(made, Object.fromEntries(bundles.map(({ unit, bytes }) => [unit.id, bytes])), inputs);
  return bundles.map((bundle) => ({ ...bundle, rebuilt: true }));
}
