import { posix } from 'node:path';
import type { SourceTree } from '../slices/source-tree.ts';

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

/** The file of the repository that an import names, or `undefined` for a library. */
function fileOf(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(importer), specifier);
  const [, name, path] = /^@pos\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  return name === undefined || path === undefined ? undefined : `packages/${name}/src/${path}`;
}

const importsOf = (path: string, text: string): readonly string[] =>
  [...text.matchAll(SPECIFIER)].flatMap(([, specifier = '']) => fileOf(path, specifier) ?? []);

/**
 * The texts of some files and of all files that they import. Files of the contract are left out, because they name each
 * problem that they declare.
 */
export function reachableSources(tree: SourceTree, entries: readonly string[]): readonly string[] {
  const texts = new Map<string, string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = texts.has(path) || path.startsWith('packages/contract/') ? undefined : tree.read(path);
    if (text === undefined) continue;
    texts.set(path, text);
    waiting.push(...importsOf(path, text));
  }
  return [...texts.values()];
}
