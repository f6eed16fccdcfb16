import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

const here = import.meta.dirname;

export interface Bundle {
  /** The program of entries/cold.ts in one file. */
  readonly code: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Path of web-worker, a transitive dependency of snarkjs that resolves only from ffjavascript. */
function webWorker(): string {
  const snarkjs = createRequire(import.meta.url).resolve('snarkjs');
  const ffjavascript = createRequire(snarkjs).resolve('ffjavascript');
  return createRequire(ffjavascript).resolve('web-worker');
}

/** Bundles entries/cold.ts with one contender. Without `program`, bundles the contender alone. */
async function bundleOf(contender: string, program: boolean): Promise<string> {
  const entry = join(here, 'entries', `${contender}.ts`);
  const choose: Plugin = {
    name: 'contender',
    setup({ onResolve }) {
      onResolve({ filter: /^contender$/ }, () => ({ path: entry }));
      // web-worker starts workers from its own file, so it must stay outside the bundle.
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
