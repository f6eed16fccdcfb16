import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.ts';
import type { BuiltUnit } from './build-all.ts';

/** Another name for the same file where the file system can, else a copy. */
function placeFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/**
 * Puts bundles where whoever runs them keeps them: a build that comes later replaces files and leaves these alone, as a
 * deployment does not change what runs already.
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
