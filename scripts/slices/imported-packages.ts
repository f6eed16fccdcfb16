import { posix } from 'node:path';

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

/** Names of the packages that a source file imports, by `@pos/<package>` or by a path that climbs out of its own. */
export function importedPackages(path: string, text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, specifier = ''] of text.matchAll(SPECIFIER)) {
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier).split('/')
      : specifier.replace(/^@pos\//, 'packages/').split('/');
    const [folder, name] = target;
    if (folder === 'packages' && name !== undefined) found.add(name);
  }
  return [...found];
}
