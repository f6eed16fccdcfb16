import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.ts';
import type { BuiltUnit } from './build-all.ts';

/** Creates a hard link, or a copy if the file system does not support hard links. */
function placeFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/**
 * Puts bundles into the folder of the local system that runs them. A later build replaces files in `dist` and does not
 * change the placed ones, so running code stays the same.
 */
export const placeBundles = (built: readonly BuiltUnit[], directory: string): Promise<readonly BuiltUnit[]> =>
  alone(async () => {
    rmSync(directory, { recursive: true, force: true });
    return built.map((unit) => {
      const folder = join(directory, unit.unit.id);
      for (const entry of readdirSync(unit.folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const inside = entry.parentPath.slice(unit.folder.length);
        mkdirSync(join(folder, inside), { recursive: true });
        placeFile(join(entry.parentPath, entry.name), join(folder, inside, entry.name));
      }
      return { ...unit, folder };
    });
  });
