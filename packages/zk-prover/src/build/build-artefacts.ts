// SPDX-License-Identifier: GPL-3.0-only
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '@pos/receipts/statements.ts';
import * as snarkjs from 'snarkjs';
import { endSnarkjsWorkers } from '../snarkjs.ts';
import {
  ARTEFACTS,
  BUILD_FOLDER,
  folderOf,
  readManifest,
  sha256Hex,
  verificationKeyBytes,
  type ArtefactManifest,
} from './artefact-files.ts';
import { oneAtATime } from './build-lock.ts';
import { compileCircuit } from './compile.ts';
import { developmentKey } from './dev-key.ts';
import { DEVELOPMENT_SEED } from './dev-trapdoor.ts';
import { readR1cs } from './r1cs.ts';
import { sourcesDigest, versionOf } from './sources.ts';

async function build(statement: Statement, folder: string): Promise<ArtefactManifest> {
  const at = (kind: keyof typeof ARTEFACTS) => join(folder, ARTEFACTS[kind]);
  await compileCircuit(statement, folder);
  const r1cs = await readFile(at('r1cs'));
  const zkey = await developmentKey(r1cs, DEVELOPMENT_SEED, statement);
  await writeFile(at('zkey'), zkey);
  const vkey = verificationKeyBytes(await snarkjs.zKey.exportVerificationKey(zkey));
  await endSnarkjsWorkers();
  await writeFile(at('vkey'), vkey);
  const manifest: ArtefactManifest = {
    setup: 'dev-known-trapdoor',
    compiler: `circom2@${versionOf('circom2')} --O2`,
    constraints: readR1cs(r1cs).constraints.length,
    sources: await sourcesDigest(statement),
    sha256: {
      r1cs: sha256Hex(r1cs),
      wasm: sha256Hex(await readFile(at('wasm'))),
      zkey: sha256Hex(zkey),
      vkey: sha256Hex(vkey),
    },
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest, undefined, 2));
  return manifest;
}

/** Builds in a temporary folder and renames it at the end, so that an existing folder is always complete. */
export async function buildArtefacts(statement: Statement): Promise<ArtefactManifest> {
  const folder = await folderOf(statement);
  await mkdir(BUILD_FOLDER, { recursive: true });
  return oneAtATime(`${folder}.lock`, async () => {
    const built = await readManifest(folder);
    if (built !== undefined) return built;
    const aside = await mkdtemp(join(BUILD_FOLDER, 'building-'));
    try {
      const manifest = await build(statement, aside);
      await rename(aside, folder);
      return manifest;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
}
