import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Files of a repository by path from its root, with `/` between folders. */
export interface SourceTree {
  /** Package manifests and everything under `packages/<package>/src`. */
  readonly paths: readonly string[];
  /** Text of a file; `undefined` where the tree has no such file. */
  read(path: string): string | undefined;
}

function pathsOf(root: string, folder: string): readonly string[] {
  const full = join(root, folder);
  try {
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${folder}${join(entry.parentPath.slice(full.length), entry.name).split(sep).join('/')}`);
  } catch (error) {
    // A package may have no src folder, and a folder under packages/ no manifest.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The tree under a folder on disk. Paths are listed at once, texts are read when asked for. */
export function readSourceTree(root: string): SourceTree {
  const packages = readdirSync(join(root, 'packages')).toSorted();
  const paths = packages.flatMap((name) => [
    `packages/${name}/package.json`,
    ...pathsOf(root, `packages/${name}/src/`),
  ]);
  return { paths, read: (path) => readText(join(root, path)) };
}
