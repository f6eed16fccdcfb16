import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constantsHeader } from './derive-constants.ts';

/**
 * `node kernel/build.ts` builds the kernel and its bounds analysis and writes both with their SHA-256. The hashes are
 * reproducible only with the compiler version below.
 */

const here = import.meta.dirname;
const SOURCES = ['lanes', 'field', 'inverse', 'tower', 'curve', 'pairing', 'msm', 'memory', 'verify'];

/** The compiler that produced the committed files. */
export const COMPILER = 'clang-16';
export const COMPILER_VERSION = '16.0.6';

export type Artefact = 'groth16-kernel' | 'groth16-bounds';
export const ARTEFACTS: readonly Artefact[] = ['groth16-kernel', 'groth16-bounds'];

const shared = [
  '--target=wasm32',
  '-std=c17',
  '-O3',
  '-ffreestanding',
  '-nostdlib',
  '-fno-builtin',
  '-ffp-contract=off',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wno-unknown-pragmas',
  '-mbulk-memory',
  '-Wl,--no-entry',
  '-Wl,-z,stack-size=262144',
];
const own: Readonly<Record<Artefact, readonly string[]>> = {
  'groth16-kernel': ['-msimd128', '-mrelaxed-simd', '-Wl,--strip-all'],
  'groth16-bounds': ['-DKERNEL_BOUNDS', '-Wl,--strip-debug', '-Wl,--allow-undefined'],
};

/** The version of the installed compiler, or undefined if there is none. */
export function compilerVersion(): string | undefined {
  const asked = spawnSync(COMPILER, ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? /version (\d+\.\d+\.\d+)/.exec(asked.stdout)?.[1] : undefined;
}

export function compile(artefact: Artefact): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'groth16-kernel-'));
  try {
    const output = join(folder, 'out.wasm');
    const lanes = artefact === 'groth16-bounds' ? 'lanes-bounds' : 'lanes-simd';
    const sources = SOURCES.map((name) => `${name === 'lanes' ? lanes : name}.c`);
    execFileSync(COMPILER, [...shared, ...own[artefact], '-o', output, ...sources], {
      cwd: join(here, 'src'),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The kernel as a TypeScript module, so that it is part of a bundle and no file is read at start. */
const kernelModule = (bytes: Uint8Array): string =>
  `/** groth16-kernel.wasm, written by kernel/build.ts. */\nexport const KERNEL_WASM_BASE64 =\n  '${Buffer.from(bytes).toString('base64')}';\n`;

if (import.meta.main) {
  writeFileSync(join(here, 'src/constants.h'), constantsHeader());
  for (const artefact of ARTEFACTS) {
    const bytes = compile(artefact);
    writeFileSync(join(here, `${artefact}.wasm`), bytes);
    writeFileSync(join(here, `${artefact}.wasm.sha256`), `${hashOf(bytes)}  ${artefact}.wasm\n`);
    if (artefact === 'groth16-kernel') writeFileSync(join(here, '../src/verifier/kernel-wasm.ts'), kernelModule(bytes));
    process.stdout.write(`${artefact}.wasm: ${bytes.length} bytes, sha256 ${hashOf(bytes)}\n`);
  }
}
