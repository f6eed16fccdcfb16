import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NEEDS, type Need } from '@pos/contract/needs.ts';
import { build, type Metafile, type Plugin } from 'esbuild';
import { REPOSITORY, type Unit } from './units.ts';

export interface Bundle {
  readonly bytes: number;
  /** Source files it was made of, relative to the repository. */
  readonly inputs: readonly string[];
}

/** Packages made for CommonJS call `require` on Node's own modules. */
const REQUIRE_BANNER = "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** `facilitatorKey` is built by `needs/facilitator-key.ts`. */
const fileOf = (need: string): string => need.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Leaves out adapters that the unit never declared: a function that needs no database ships no database driver, and
 * could not open a connection if it wanted to.
 */
const onlyNeeds = (needs: Unit['needs']): Plugin => ({
  name: 'only-declared-needs',
  setup({ onResolve, onLoad }) {
    if (needs === 'all') return;
    const undeclared = new Set(Object.keys(NEEDS).filter((need) => !needs.includes(need as Need)).map(fileOf));
    onResolve({ filter: /^\.\/needs\/[a-z-]+\.ts$/ }, ({ path, importer }) => {
      const name = path.slice('./needs/'.length, -'.ts'.length);
      return importer.endsWith('lambda/src/resolve-dependencies.ts') && undeclared.has(name)
        ? { path: name, namespace: 'undeclared-need' }
        : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'undeclared-need' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`The contract does not give this function the need "${path}".`)});`,
    }));
  },
});

/**
 * Bundles one unit into its own folder: minified ES modules for Node 24, dynamic imports in chunks of their own so that
 * they stay lazy. The same sources give the same bytes, wherever the repository lies.
 */
export async function bundle(unit: Unit, folder: string): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: { index: unit.entry },
    outdir: folder,
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
    plugins: [onlyNeeds(unit.needs)],
    // Optional native drivers of `pg` and of the websocket client, tried and done without.
    external: ['pg-native', 'bufferutil', 'utf-8-validate'],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  rmSync(folder, { recursive: true, force: true });
  for (const file of outputFiles) {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.contents);
  }
  // Without it a bundle in a folder of its own would be taken for CommonJS by tools that look no further.
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  return { bytes: outputFiles.reduce((sum, file) => sum + file.contents.byteLength, 0), inputs: inputsOf(metafile) };
}

const inputsOf = (metafile: Metafile): readonly string[] =>
  Object.keys(metafile.inputs)
    .filter((path) => !path.startsWith('undeclared-need:') && !path.startsWith('<'))
    .sort();
