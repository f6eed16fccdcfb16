// SPDX-License-Identifier: GPL-3.0-only
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Statement } from '@pos/receipts/statements.ts';

/**
 * Version of the development key's computation. Increment it with every change, so that older builds are not reused.
 */
const KEY_FORMAT = 1;

const require = createRequire(import.meta.url);
const CIRCUITS_FOLDER = join(import.meta.dirname, '../../circuits');
/** The files of circomlib that the circuits include, directly and indirectly. */
const CIRCOMLIB_FILES = [
  'aliascheck',
  'binsum',
  'bitify',
  'comparators',
  'compconstant',
  'poseidon',
  'poseidon_constants',
  'switcher',
].map((name) => `${name}.circom`);

export const versionOf = (dependency: string): string =>
  (require(`${dependency}/package.json`) as { version: string }).version;
export const circomCli = (): string => join(dirname(require.resolve('circom2/package.json')), 'cli.js');
const circomlibFolder = () => join(dirname(require.resolve('circomlib/package.json')), 'circuits');

/**
 * Copies the sources to a folder of their own, so that the compiled output does not depend on paths of this machine.
 */
export async function stageSources(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(CIRCUITS_FOLDER, folder, { recursive: true });
  await mkdir(join(folder, 'circomlib'), { recursive: true });
  for (const file of CIRCOMLIB_FILES) await cp(join(circomlibFolder(), file), join(folder, 'circomlib', file));
}

async function sourceFiles(): Promise<string[]> {
  const own = await readdir(CIRCUITS_FOLDER, { recursive: true });
  return [
    ...own
      .filter((file) => file.endsWith('.circom'))
      .toSorted()
      .map((file) => join(CIRCUITS_FOLDER, file)),
    ...CIRCOMLIB_FILES.map((file) => join(circomlibFolder(), file)),
  ];
}

/** SHA-256 of all inputs of a statement's build: compiler version and options, key format, and every source file. */
export async function sourcesDigest(statement: Statement): Promise<string> {
  const digest = createHash('sha256').update(
    `${statement}\0circom2@${versionOf('circom2')}\0--O2\0key format ${KEY_FORMAT}\0`,
  );
  for (const file of await sourceFiles()) digest.update(await readFile(file)).update('\0');
  return digest.digest('hex');
}
