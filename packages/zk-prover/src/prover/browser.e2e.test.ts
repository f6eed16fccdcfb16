// SPDX-License-Identifier: GPL-3.0-only
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEVELOPMENT_KEYS } from '@pos/receipts/verification-keys.ts';
import * as snarkjs from 'snarkjs';
import { builtFolder } from '../node/built-artefacts.ts';
import { endSnarkjsWorkers } from '../snarkjs.ts';

const run = promisify(execFile);
const esbuild = createRequire(join(import.meta.dirname, '../../../../package.json')).resolve('esbuild/bin/esbuild');

let folder: string;
const bundle = () => join(folder, 'prover.mjs');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prover-'));
  await builtFolder('history-totals');
  await run(esbuild, [join(import.meta.dirname, 'prove.ts'), '--bundle', '--minify', '--platform=browser', '--format=esm', `--outfile=${bundle()}`]);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the prover bundled for a page', () => {
  it('asks for nothing outside the bundle', async () =>
    expect(await readFile(bundle(), 'utf8')).not.toMatch(/(?:from|import|require\()\s*["'](?!data:)[\w@./:-]+["']/));

  it('proves, and its process ends by itself', async () => {
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, '../testing/prove-in-page.ts'), bundle()]);
    const { proof, publicSignals } = JSON.parse(stdout) as { proof: snarkjs.Groth16Proof; publicSignals: string[] };
    expect(await snarkjs.groth16.verify(DEVELOPMENT_KEYS['history-totals'].key as object, publicSignals, proof)).toBe(true);
    await endSnarkjsWorkers();
  });
});
