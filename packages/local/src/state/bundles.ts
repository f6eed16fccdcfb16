import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltUnit } from '@pos/functions/build/build-all.ts';
import { writeBundle } from '@pos/functions/build/bundle.ts';

/** The bundles that a system runs, each in a folder that no later build changes. */
export interface Bundles {
  readonly built: readonly BuiltUnit[];
  /** The folder of the current bundle of a unit. */
  folderOf(unitId: string): string;
  /** Writes a new bundle into a new folder. {@link Bundles.use} makes it the current one. */
  write(unitId: string, files: ReadonlyMap<string, Uint8Array>): string;
  use(unitId: string, folder: string): void;
  remove(folder: string): void;
}

export function createBundles(built: readonly BuiltUnit[], directory: string): Bundles {
  const folders = new Map(built.map(({ unit, folder }) => [unit.id, folder]));
  let written = 0;
  return {
    built,
    folderOf(unitId) {
      const folder = folders.get(unitId);
      if (folder === undefined)
        throw new Error(`There is no bundle ${unitId}: see packages/functions/src/build/units.ts.`);
      return folder;
    },
    write(unitId, files) {
      const folder = join(directory, `${unitId}.${(written += 1)}`);
      writeBundle(folder, files);
      return folder;
    },
    use: (unitId, folder) => void folders.set(unitId, folder),
    remove: (folder) => rmSync(folder, { recursive: true, force: true }),
  };
}
