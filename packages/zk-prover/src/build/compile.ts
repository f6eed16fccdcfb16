// SPDX-License-Identifier: GPL-3.0-only
import { spawn } from 'node:child_process';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '@pos/receipts/statements.ts';
import { circomCli, stageSources } from './sources.ts';

function run(script: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on('error', reject);
  child.on('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`circom exited with ${code}: ${Buffer.concat(output).toString().trim()}`));
  });
  return promise;
}

/**
 * Compiles with full simplification (`--O2`) in a clean folder. Writes `circuit.r1cs` and `circuit.wasm` to `folder`.
 */
export async function compileCircuit(statement: Statement, folder: string): Promise<void> {
  const stage = await mkdtemp(join(folder, 'stage-'));
  try {
    await stageSources(stage);
    await run(circomCli(), [`${statement}.circom`, '--r1cs', '--wasm', '--O2', '-l', '.', '-o', '.'], stage);
    await rename(join(stage, `${statement}.r1cs`), join(folder, 'circuit.r1cs'));
    await rename(join(stage, `${statement}_js`, `${statement}.wasm`), join(folder, 'circuit.wasm'));
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}
