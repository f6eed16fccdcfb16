import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { alone } from './alone.ts';
import { zip } from './zip.ts';

/** The archive of one function's code, for upload. */
export interface CodePackage {
  readonly id: string;
  /** Path of the archive. */
  readonly file: string;
  /** SHA-256 of the archive's bytes. */
  readonly sha256: Buffer;
}

/** Archives a bundle's folder into `<into>/<id>.zip`. */
export function zipFolder(id: string, folder: string, into: string): CodePackage {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = zip(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { name: relative(folder, path).split(sep).join('/'), content: readFileSync(path) };
    }),
  );
  mkdirSync(into, { recursive: true });
  const file = join(into, `${id}.zip`);
  writeFileSync(file, bytes);
  return { id, file, sha256: createHash('sha256').update(bytes).digest() };
}

/** Archives the bundles of functions, under the lock that keeps builds from changing them. */
export const zipBundles = (
  built: readonly { readonly unit: { readonly id: string; readonly kind: string }; readonly folder: string }[],
  into: string,
): Promise<readonly CodePackage[]> =>
  alone(async () => {
    rmSync(into, { recursive: true, force: true });
    return built
      .filter(({ unit }) => unit.kind === 'function')
      .map(({ unit, folder }) => zipFolder(unit.id, folder, into));
  });
