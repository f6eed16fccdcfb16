import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import parse from 'spdx-expression-parse';

/** A package whose code is part of a bundle. ADR 0105 says why copyleft code is refused. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression from its package.json, or `undefined` if it states none. */
  readonly licence: string | undefined;
  /** Texts of its licence and notice files, in the order of the file names. */
  readonly texts: readonly string[];
  /** True for a package of this workspace, to which the repository's own licence files apply. */
  readonly isOurs: boolean;
}

/**
 * Units that may contain code under the GPL. The list is empty, because the circuits and the prover, which are
 * GPL-3.0-only (ADR 32), run on the agent owner's machine and are not deployed.
 */
export const COPYLEFT_UNITS: readonly string[] = [];

/** Licences of packages whose package.json states none, taken from their licence files. */
const READ_LICENCES: Readonly<Record<string, string>> = { 'text-encoding-utf-8@1.0.2': 'Unlicense' };

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)/i;

/** The packages that the input files belong to, each once, by name and version. `root` is the repository. */
export function packagesOf(inputs: readonly string[], root: string): readonly BundledPackage[] {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input, root) ?? []));
  const packages = [...folders].map((folder) => readPackage(join(root, folder), !folder.includes('node_modules/')));
  const byName = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...byName].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

/**
 * The nearest folder whose package.json has a name. Packages also put package.json files without a name beside their
 * builds.
 */
function packageFolder(input: string, root: string): string | undefined {
  for (let folder = dirname(input); folder !== '.'; folder = dirname(folder)) {
    const manifest = join(root, folder, 'package.json');
    if (existsSync(manifest) && typeof readManifest(manifest)['name'] === 'string') return folder;
  }
  return undefined;
}

const readManifest = (file: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;

function readPackage(folder: string, isOurs: boolean): BundledPackage {
  const { name, version, license } = readManifest(join(folder, 'package.json'));
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  return {
    name: String(name),
    version: String(version),
    licence: typeof license === 'string' ? license : READ_LICENCES[`${String(name)}@${String(version)}`],
    texts: isOurs ? [] : files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim()),
    isOurs,
  };
}

/** The reason why a package may not be part of a deployed bundle, or `undefined` if it may. */
export function licenceFault({ name, version, licence }: BundledPackage): string | undefined {
  if (licence === undefined) return `${name}@${version} names no licence`;
  try {
    return isCopyleft(parse(licence)) ? `${name}@${version} is under ${licence}` : undefined;
  } catch {
    return `${name}@${version} has a licence that is no SPDX expression: ${licence}`;
  }
}

/** True for GNU licences. If an expression offers alternatives, one permissive alternative is enough. */
function isCopyleft(expression: parse.Info): boolean {
  if ('license' in expression) return /^(?:A|L)?GPL-/.test(expression.license);
  const [left, right] = [isCopyleft(expression.left), isCopyleft(expression.right)];
  return expression.conjunction === 'or' ? left && right : left || right;
}

/** Throws if a unit contains code whose licence is not allowed in it. The message names every such package. */
export function assertLicences(unitId: string, packages: readonly BundledPackage[]): void {
  if (COPYLEFT_UNITS.includes(unitId)) return;
  const faults = packages.flatMap((each) => licenceFault(each) ?? []);
  if (faults.length === 0) return;
  throw new Error(
    `The bundle ${unitId} may not hold this code:\n  ${faults.join('\n  ')}\nImport something else, or replace the module in packages/functions/src/build/bundle.ts.`,
  );
}

/**
 * The text of a bundle's NOTICES.txt: every package in the bundle with its licence. A text shared by several packages
 * appears once.
 */
export function noticesOf(packages: readonly BundledPackage[]): string {
  const others = packages.filter(({ isOurs }) => !isOurs);
  const byText = Map.groupBy(others, ({ texts }) => texts.join('\n\n'));
  const chapters = [...byText].map(([text, sharing]) => {
    const names = sharing.map(({ name, version, licence = '' }) => `${name} ${version} (${licence})`);
    return `${names.join('\n')}\n\n${text === '' ? 'The package ships no licence text.' : text}`;
  });
  return `${['This program contains the following packages.', ...chapters].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}
