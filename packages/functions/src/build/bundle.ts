import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NEEDS } from '@pos/contract/needs.ts';
import { build, stop, type BuildOptions, type BuildResult, type Metafile } from 'esbuild';
import { assertLicences, noticesOf, packagesOf } from './licences.ts';
import { DIST, REPOSITORY, type Unit } from './units.ts';

export interface Bundle {
  readonly unit: Unit;
  readonly folder: string;
  readonly bytes: number;
}

export interface Bundled {
  readonly bundles: readonly Bundle[];
  /** Source files of all bundles, as paths relative to the repository. */
  readonly inputs: readonly string[];
}

/** CommonJS packages call `require` for Node's built-in modules, and ES modules have no `require`. */
const REQUIRE_BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** The settings of one pass over all units: minified ES modules for Node 24, with shared and lazy code in chunks. */
export const bundleOptions = (units: readonly Unit[]) =>
  ({
    absWorkingDir: REPOSITORY,
    // Sorted, because the order of the entry points decides how esbuild arranges shared code.
    entryPoints: Object.fromEntries(
      units.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map(({ id, entry }) => [id, entry]),
    ),
    outdir: DIST,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: REQUIRE_BANNER },
    // Optional native modules. `pg` and the websocket client work without them.
    external: ['pg-native', 'bufferutil', 'utf-8-validate'],
    alias: { 'rpc-websockets': join(import.meta.dirname, 'without-websockets.ts') },
    metafile: true,
    write: false,
    logLevel: 'silent',
  }) as const satisfies BuildOptions;

export type BundlePass = BuildResult<ReturnType<typeof bundleOptions>>;

/**
 * Bundles all units in one pass, so that shared sources are read once. Writes each unit to its own folder with only the
 * chunks that the unit can reach. Dynamic imports become chunks, so they stay lazy. The same sources give the same
 * bytes, whatever the repository's path.
 */
export async function bundleAll(units: readonly Unit[], into: string = DIST): Promise<Bundled> {
  const pass = await build(bundleOptions(units));
  // Stops esbuild's service process, which would otherwise run as long as this process.
  await stop();
  const bundles = units.map((unit) => writeUnit(unit, join(into, unit.id), pass));
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, METAFILE), JSON.stringify(pass.metafile));
  return { bundles, inputs: sourcesOfPass(pass) };
}

/** Source files of a pass, as paths relative to the repository. */
export const sourcesOfPass = ({ metafile }: Pick<BundlePass, 'metafile'>): readonly string[] =>
  Object.keys(metafile.inputs)
    .filter((path) => !path.startsWith('<'))
    .sort();

const OUT = 'packages/functions/dist';

/** File that lists what esbuild read and wrote. `npm run sbom` reads it for the bill of materials. */
export const METAFILE = '.metafile.json';
const NEED_FOLDER = 'packages/runtime/src/needs/';

/** Name of the file that builds a need. For example, `needs/facilitator-key.ts` builds `facilitatorKey`. */
const needFile = (need: string): string =>
  `${NEED_FOLDER}${need.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

/**
 * The outputs that a unit can load, without the adapters of needs that the unit does not declare. A function that does
 * not need the database therefore ships no database driver and cannot open a connection.
 */
export function reachable({ outputs }: Metafile, { id, needs }: Pick<Unit, 'id' | 'needs'>): readonly string[] {
  const undeclared = new Set(
    needs === 'all'
      ? []
      : Object.keys(NEEDS)
          .filter((need) => !needs.some((each) => each === need))
          .map(needFile),
  );
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return;
    seen.add(path);
    for (const { path: imported, kind } of output.imports) {
      const source = outputs[imported]?.entryPoint;
      if (kind === 'dynamic-import' && source !== undefined && undeclared.has(source)) continue;
      visit(imported);
    }
  };
  visit(`${OUT}/${id}.mjs`);
  return [...seen].sort();
}

/** Source files that these outputs contain. */
const inputsOf = ({ outputs }: Metafile, paths: readonly string[]): readonly string[] => [
  ...new Set(paths.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}))),
];

function writeUnit(unit: Unit, folder: string, pass: BundlePass): Bundle {
  const packages = packagesOf(inputsOf(pass.metafile, reachable(pass.metafile, unit)), REPOSITORY);
  assertLicences(unit.id, packages);
  const bytes = writeBundle(folder, filesOf(unit, pass));
  writeFileSync(join(folder, 'NOTICES.txt'), noticesOf(packages));
  return { unit, folder, bytes };
}

/** The files of a unit's bundle: content by path inside the unit's folder. */
export function filesOf(unit: Unit, { metafile, outputFiles }: BundlePass): ReadonlyMap<string, Uint8Array> {
  const contents = new Map(outputFiles.map((file) => [file.path, file.contents]));
  const nameOf = (path: string) => (path === `${OUT}/${unit.id}.mjs` ? 'index.mjs' : path.slice(OUT.length + 1));
  return new Map(
    reachable(metafile, unit).map((path) => [nameOf(path), contents.get(join(REPOSITORY, path)) ?? new Uint8Array()]),
  );
}

/** Replaces the folder with a bundle of these files. Returns their total size in bytes. */
export function writeBundle(folder: string, files: ReadonlyMap<string, Uint8Array>): number {
  rmSync(folder, { recursive: true, force: true });
  let bytes = 0;
  for (const [name, content] of files) {
    bytes += content.byteLength;
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  // Marks the bundle as ES modules for tools that look for package.json in this folder only.
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  return bytes;
}
