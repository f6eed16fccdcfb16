// SPDX-License-Identifier: GPL-3.0-only
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '@pos/receipts/statements.ts';
import { ARTEFACTS, differingArtefacts, folderOf, readLock, readManifest } from '../build/artefact-files.ts';
import type { ProverArtefacts } from '../prover/prove.ts';

/** Builds in a child process, because compiling and computing the key keep a core busy for half a minute. */
function buildApart(statement: Statement): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../build/main.ts'), statement], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on('error', reject);
  child.on('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`The build of ${statement} exited with ${code}: ${Buffer.concat(errors).toString().trim()}`));
  });
  return promise;
}

/**
 * The folder of a statement's artefacts. Builds them at first use and compares them with `artifacts.json` at every use.
 */
export async function builtFolder(statement: Statement): Promise<string> {
  const folder = await folderOf(statement);
  if ((await readManifest(folder)) === undefined) await buildApart(statement);
  const pinned = (await readLock())[statement];
  const differing = await differingArtefacts(folder, pinned);
  if (differing.length > 0) {
    throw new Error(
      `${folder} differs from artifacts.json (${differing.join(', ')}): delete it to build again, or pin intended changes with src/build/main.ts --pin`,
    );
  }
  return folder;
}

/** Loads a statement's artefacts on Node, for `ProveOptions.load`. */
export async function builtArtefacts(statement: Statement): Promise<ProverArtefacts> {
  const folder = await builtFolder(statement);
  const [wasm, zkey] = await Promise.all([
    readFile(join(folder, ARTEFACTS.wasm)),
    readFile(join(folder, ARTEFACTS.zkey)),
  ]);
  return { wasm, zkey };
}
