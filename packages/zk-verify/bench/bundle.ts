import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

const here = import.meta.dirname;

export interface Bundle {
  /** A program: see entries/cold.ts. */
  readonly code: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** snarkjs' dependency's dependency; only from there is it found. */
function webWorker(): string {
  const snarkjs = createRequire(import.meta.url).resolve('snarkjs');
  const ffjavascript = createRequire(snarkjs).resolve('ffjavascript');
  return createRequire(ffjavascript).resolve('web-worker');
}

/** The program of entries/cold.ts with one contender, in one file. Without `program`: the contender alone, minified. */
async function bundleOf(contender: string, program: boolean): Promise<string> {
  const entry = join(here, 'entries', `${contender}.ts`);
  const choose: Plugin = {
    name: 'contender',
    setup({ onResolve }) {
      onResolve({ filter: /^contender$/ }, () => ({ path: entry }));
      // It starts workers from its own file, so it stays outside the bundle.
      onResolve({ filter: /^web-worker$/ }, () => ({ path: webWorker(), external: true }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [program ? join(here, 'entries/cold.ts') : entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    plugins: [choose],
    logLevel: 'error',
    banner: {
      js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);const __filename='';const __dirname='';",
    },
  });
  return outputFiles[0]?.text ?? '';
}

export async function bundle(contender: string): Promise<Bundle> {
  const alone = Buffer.from(await bundleOf(contender, false));
  return {
    code: await bundleOf(contender, true),
    bytes: alone.length,
    gzipBytes: gzipSync(alone, { level: 9 }).length,
  };
}
