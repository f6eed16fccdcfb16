// SPDX-License-Identifier: GPL-3.0-only
/**
 * Builds the artefacts of every statement, or of the named statements, and compares them with `artifacts.json`. `--pin`
 * rewrites that file and the verification keys. `--from-scratch` deletes earlier builds first.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { STATEMENTS, type Statement } from '@pos/receipts/statements.ts';
import { ARTEFACTS, folderOf, LOCK_FILE, readLock, type ArtefactManifest } from './artefact-files.ts';
import { buildArtefacts } from './build-artefacts.ts';

const { values, positionals } = parseArgs({
  options: { pin: { type: 'boolean', default: false }, 'from-scratch': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const isStatement = (name: string): name is Statement => STATEMENTS.some((statement) => statement === name);
const unknown = positionals.find((name) => !isStatement(name));
if (unknown !== undefined)
  throw new Error(`Unknown statement "${unknown}". Known statements: ${STATEMENTS.join(', ')}.`);
const wanted = positionals.length === 0 ? STATEMENTS : positionals.filter(isStatement);
if (values.pin && wanted.length !== STATEMENTS.length)
  throw new Error('--pin builds every statement: do not name any with it.');

const built = new Map<Statement, ArtefactManifest>();
for (const statement of wanted) {
  const started = performance.now();
  if (values['from-scratch']) await rm(await folderOf(statement), { recursive: true, force: true });
  const manifest = await buildArtefacts(statement);
  built.set(statement, manifest);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${statement}: ${manifest.constraints} constraints, ${manifest.setup} key, ${seconds} s, ${await folderOf(statement)}\n`,
  );
}

if (values.pin) {
  await writeFile(LOCK_FILE, `${JSON.stringify(Object.fromEntries(built), undefined, 2)}\n`);
  for (const statement of wanted) {
    const key = await readFile(join(await folderOf(statement), ARTEFACTS.vkey));
    await writeFile(join(import.meta.dirname, '../../../receipts/verification-keys', `${statement}.dev.json`), key);
  }
} else {
  const lock = await readLock();
  const strays = wanted.filter((statement) => JSON.stringify(lock[statement]) !== JSON.stringify(built.get(statement)));
  if (strays.length > 0) {
    process.stderr.write(
      `The build differs from artifacts.json: ${strays.join(', ')}. If the circuits changed on purpose, run with --pin and commit.\n`,
    );
    process.exitCode = 1;
  }
}
