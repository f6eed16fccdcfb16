import { build, stop, type Plugin } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { emitTypes } from './emit-types.ts';
import { DEPENDENCIES, ENTRIES, manifestOf, PEERS } from './published-package.ts';
import { printedSources } from './published-sources.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const CLIENT = join(ROOT, 'packages/client');
const SOURCES = join(CLIENT, 'src');

export interface Packed {
  /** Path of the tarball that `npm publish` would upload. */
  readonly tarball: string;
  /** Names of the files in the tarball. */
  readonly files: readonly string[];
}

/** Bundles the client to plain JavaScript with types, and packs it. Empties `into` first. */
export async function packClient(into: string): Promise<Packed> {
  const folder = join(into, 'package');
  rmSync(into, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const entries = Object.values(ENTRIES).map(({ source }) => source);
  await bundle(
    entries.map((entry) => join(SOURCES, `${entry}.ts`)),
    folder,
  );
  emitTypes({ root: ROOT, entries, into: join(folder, 'types') });
  const { version } = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8')) as { version: string };
  const { catalog } = parse(readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')) as {
    catalog: Record<string, string>;
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(version, catalog), undefined, 2)}\n`);
  cpSync(join(CLIENT, 'README.md'), join(folder, 'README.md'));
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  return pack(folder, into);
}

/** Loads the printed files in place of the sources that derive from the contract. */
const printed: Plugin = {
  name: 'printed-sources',
  setup({ onLoad }) {
    const sources = printedSources();
    onLoad({ filter: /[\\/](?:api|mock-answers|table)\.ts$/ }, ({ path }) => {
      const contents = dirname(path) === SOURCES ? sources[basename(path)] : undefined;
      return contents === undefined ? undefined : { contents, loader: 'ts' };
    });
  },
};

/** Writes one file per entry, and chunks for code that entries share. Dependencies are imported and not bundled. */
async function bundle(entryPoints: readonly string[], outdir: string): Promise<void> {
  await build({
    entryPoints: [...entryPoints],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    external: [...DEPENDENCIES, ...PEERS],
    plugins: [printed],
    legalComments: 'none',
    logLevel: 'silent',
  });
  await stop();
}

function pack(folder: string, into: string): Packed {
  // Otherwise the npm settings of an outer run would also apply to this run.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.toLowerCase().startsWith('npm_')));
  const done = spawnSync('npm', ['pack', '--json', '--pack-destination', into], { cwd: folder, env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`npm pack failed:\n${done.stderr}`);
  const [made] = JSON.parse(done.stdout) as { filename: string; files: { path: string }[] }[];
  if (made === undefined) throw new Error('npm pack reported no tarball.');
  return { tarball: join(into, made.filename), files: made.files.map(({ path }) => path) };
}
