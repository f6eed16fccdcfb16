import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const SPECIFIER = /(?:from|import)\s*\(?\s*'((?:\.|@pos\/)[^']+)'/g;

/** The imported file, relative to the repository. */
function target(file: string, specifier: string): string {
  const own = /^@pos\/([^/]+)\/(.+)$/.exec(specifier);
  return own === null ? posix.join(dirname(file), specifier) : `packages/${own[1]}/src/${own[2]}`;
}

/** The importing files of every file in the packages. */
export function readImporters(root: string): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const file of globSync('packages/*/src/**/*.ts', { cwd: root }).map((each) => each.replaceAll('\\', '/'))) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, specifier = ''] of source.matchAll(SPECIFIER)) {
      const imported = target(file, specifier);
      if (existsSync(join(root, imported))) importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }
  return importers;
}

const packageOf = (file: string): string => file.split('/').slice(0, 2).join('/');
const isTest = (file: string): boolean => file.endsWith('.test.ts');
/** Tests of the whole system and of circuits take minutes and are not run for mutants. */
const isSlow = (file: string): boolean => /\.(?:e2e|circuit)\.test\.ts$/.test(file);
const needsDatabase = (file: string): boolean => file.endsWith('.db.test.ts');

/** Test files that import a file directly or indirectly, the nearest first. */
function reaching(importers: ReadonlyMap<string, readonly string[]>, file: string): readonly string[] {
  const seen = new Set([file]);
  const queue = [file];
  for (const next of queue) {
    for (const importer of importers.get(next) ?? []) {
      if (seen.has(importer)) continue;
      seen.add(importer);
      queue.push(importer);
    }
  }
  const beside = file.replace(/\.ts$/, '.');
  const tests = queue.filter((each) => isTest(each) && !isSlow(each));
  return tests.toSorted((one, other) => Number(other.startsWith(beside)) - Number(one.startsWith(beside)));
}

const MOST = { own: 20, ownDatabase: 3, others: 2 };

/**
 * Test files that may notice a change of a file, in the order in which they are run: those of its own package without a
 * database, those with one, those of other packages without one; the nearest by imports first.
 */
export function relatedTests(importers: ReadonlyMap<string, readonly string[]>, file: string): readonly string[] {
  const tests = reaching(importers, file);
  const own = tests.filter((test) => packageOf(test) === packageOf(file));
  const others = tests.filter((test) => packageOf(test) !== packageOf(file) && !needsDatabase(test));
  return [
    ...own.filter((test) => !needsDatabase(test)).slice(0, MOST.own),
    ...own.filter(needsDatabase).slice(0, MOST.ownDatabase),
    ...others.slice(0, MOST.others),
  ];
}
