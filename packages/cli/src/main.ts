// SPDX-License-Identifier: GPL-3.0-only
/** `npm run agent -- prove …` runs the owner's commands. USAGE documents them. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createClient } from '@pos/client/client.ts';
import { RegistryRefusedError, RegistryUnreachableError } from '@pos/client/errors.ts';
import { builtArtefacts } from '@pos/zk-prover/node/built-artefacts.ts';
import type { Progress } from '@pos/zk-prover/prover/progress.ts';
import { readCommandLine, USAGE } from './command-line.ts';
import type { Connection } from './connection.ts';
import { runCommand, type Machine } from './run-command.ts';

const PHASES: Readonly<Record<Progress['phase'], string>> = {
  load: 'loading the circuit (the first run builds it in half a minute)',
  witness: 'computing the witness',
  prove: 'proving',
  done: 'proved',
};
const BAR = 24;

function showProgress({ phase, fraction }: Progress): void {
  const filled = Math.round(fraction * BAR);
  const bar = `${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}`;
  if (process.stderr.isTTY)
    process.stderr.write(
      `\r\x1b[K[${bar}] ${String(Math.round(fraction * 100)).padStart(3)} %  ${PHASES[phase]}${phase === 'done' ? '\n' : ''}`,
    );
  else if (phase === 'load' || phase === 'done') process.stderr.write(`${PHASES[phase]}\n`);
}

const registryAt = ({ apiUrl, token }: Connection) =>
  createClient({
    baseUrl: apiUrl,
    ...(token === undefined
      ? {}
      : { auth: { tokenUrl: token.url, clientId: token.clientId, clientSecret: token.clientSecret } }),
  });

const machine: Machine = {
  readFile: (path) => readFile(path, 'utf8'),
  writeFile: (path, text) => writeFile(path, text),
  print: (line) => void process.stdout.write(`${line}\n`),
  registryAt,
  newNonce: () => randomBytes(16).toString('hex'),
  proving: { load: builtArtefacts, onProgress: showProgress },
};

/** Added to the error if the connection file cannot be read, because its name may be the default. */
const CONNECTION_CURE =
  '\nStart the registry with npm start, set the PORT_OFFSET that it was started with, or name its file with --connection.';

const fail = (message: string, code: number): void => {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
};

const command = readCommandLine(process.argv.slice(2));
if (command.ok) {
  try {
    const done = await runCommand(command.value, machine);
    if (!done.ok) fail(done.error, 1);
  } catch (error) {
    if (error instanceof RegistryRefusedError || error instanceof RegistryUnreachableError) fail(error.message, 1);
    else if (error instanceof Error && 'path' in error)
      fail(`${error.message}${error.path === command.value.connection ? CONNECTION_CURE : ''}`, 1);
    else throw error;
  }
} else {
  fail(`${command.error}\n\n${USAGE}`, 2);
}
