// SPDX-License-Identifier: GPL-3.0-only
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '@pos/receipts/statements.ts';
import { hasCode } from './error-code.ts';
import { sourcesDigest } from './sources.ts';

/**
 * Folder of built artefacts, which is not under version control. Each build has a subfolder named by its sources' hash.
 */
export const BUILD_FOLDER = join(import.meta.dirname, '../../dist');
export const LOCK_FILE = join(import.meta.dirname, '../../artifacts.json');

export const ARTEFACTS = {
  r1cs: 'circuit.r1cs',
  wasm: 'circuit.wasm',
  zkey: 'circuit.zkey',
  vkey: 'verification-key.json',
} as const;
export type ArtefactKind = keyof typeof ARTEFACTS;

/** One statement's entry in `artifacts.json`, and the manifest beside the built files. */
export type ArtefactManifest = {
  /** How the key was made. Deployed stages refuse every key that was not made in a ceremony. */
  readonly setup: 'dev-known-trapdoor';
  readonly compiler: string;
  readonly constraints: number;
  readonly sources: string;
  readonly sha256: Readonly<Record<ArtefactKind, string>>;
};
export type ArtefactLock = Readonly<Record<Statement, ArtefactManifest>>;

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes over which a verification key is hashed: snarkjs's JSON, indented by one space, with a final newline. */
export const verificationKeyBytes = (key: unknown): Buffer => Buffer.from(`${JSON.stringify(key, undefined, 1)}\n`);

export const readLock = async (file: string = LOCK_FILE): Promise<ArtefactLock> =>
  JSON.parse(await readFile(file, 'utf8')) as ArtefactLock;

/** The folder of the artefacts built from the current sources. */
export const folderOf = async (statement: Statement): Promise<string> =>
  join(BUILD_FOLDER, `${statement}-${(await sourcesDigest(statement)).slice(0, 16)}`);

/** The manifest of a complete build, or `undefined` if there is none. */
export async function readManifest(folder: string): Promise<ArtefactManifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as ArtefactManifest;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The artefacts whose SHA-256 differs from the manifest's. */
export async function differingArtefacts(folder: string, { sha256 }: ArtefactManifest): Promise<ArtefactKind[]> {
  const kinds = Object.keys(ARTEFACTS) as ArtefactKind[];
  const differs = await Promise.all(
    kinds.map(async (kind) => sha256Hex(await readFile(join(folder, ARTEFACTS[kind]))) !== sha256[kind]),
  );
  return kinds.filter((_, at) => differs[at]);
}
