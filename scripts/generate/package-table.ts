import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Generator } from './generator.ts';

interface Package {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly isSlice: boolean;
  /** Names of the packages of this workspace that it imports. */
  readonly imports: readonly string[];
}

interface Manifest {
  readonly description: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const SCOPE = '@pos/';

function readPackage(root: string, name: string): Package {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Manifest;
  return {
    name,
    description: manifest.description,
    licence: manifest.license,
    isSlice: existsSync(join(root, 'packages/contract/src', name, 'slice.ts')),
    imports: Object.keys(manifest.dependencies ?? {})
      .filter((each) => each.startsWith(SCOPE))
      .map((each) => each.slice(SCOPE.length)),
  };
}

/** Packages after all packages that they import; packages of one level by name. */
export function inOrderOfImports<Each extends Pick<Package, 'name' | 'imports'>>(
  packages: readonly Each[],
): readonly Each[] {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const levels = new Map<string, number>();
  const levelOf = (name: string, path: readonly string[]): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    if (path.includes(name)) throw new Error(`Packages import each other in a circle: ${[...path, name].join(' → ')}.`);
    const imports = byName.get(name)?.imports ?? [];
    const found = 1 + Math.max(-1, ...imports.map((each) => levelOf(each, [...path, name])));
    levels.set(name, found);
    return found;
  };
  for (const { name } of packages) levelOf(name, []);
  const level = ({ name }: Each): number => levels.get(name) ?? 0;
  return packages.toSorted((left, right) => level(left) - level(right) || left.name.localeCompare(right.name, 'en'));
}

const rowOf = ({ name, description, licence, isSlice }: Package): string =>
  `| \`${name}\` | ${isSlice ? 'slice' : ''} | ${description}${licence === 'Apache-2.0' ? '' : ` (${licence})`} |\n`;

const FILE = 'docs/architecture.md';
const place = /(?<=<!-- packages -->\n)[^]*(?=<!-- \/packages -->)/;

/** Writes the table of packages in docs/architecture.md from their manifests. */
export const packageTable: Generator = {
  name: 'package-table',
  generate: (root) => {
    const packages = readdirSync(join(root, 'packages'))
      .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
      .map((name) => readPackage(root, name));
    const table = `\n| package | kind | content |\n| --- | --- | --- |\n${inOrderOfImports(packages).map(rowOf).join('')}\n`;
    return { [FILE]: readFileSync(join(root, FILE), 'utf8').replace(place, () => table) };
  },
};
