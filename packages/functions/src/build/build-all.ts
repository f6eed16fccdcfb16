import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { freshBundle, recipe, remember, removeOthers } from './freshness.ts';
import { DIST, units, type Unit } from './units.ts';

export interface BuiltUnit {
  readonly unit: Unit;
  readonly folder: string;
  readonly bytes: number;
  /** False where the bundle of an earlier build still holds. */
  readonly rebuilt: boolean;
}

/** Bundles every unit whose sources changed, all at once: esbuild spreads them over the cores by itself. */
export async function buildAll(chosen: readonly Unit[] = units()): Promise<readonly BuiltUnit[]> {
  const made = recipe();
  removeOthers(units().map(({ id }) => id));
  return Promise.all(
    chosen.map(async (unit) => {
      const folder = join(DIST, unit.id);
      const known = freshBundle(unit.id, made);
      if (known !== undefined) return { unit, folder, bytes: known, rebuilt: false };
      const built = await bundle(unit, folder);
      remember(unit.id, made, built);
      return { unit, folder, bytes: built.bytes, rebuilt: true };
    }),
  );
}
