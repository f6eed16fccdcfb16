import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess, isAlive } from '@pos/embedded-database/process-identity.ts';
import * as z from 'zod';
import { StartError } from '../start-error.ts';
import { writePrivate } from './private-file.ts';

/** All state of a local system, in a directory that only its owner can enter. */
export interface StateDirectory {
  readonly path: string;
  readonly database: string;
  readonly chainFile: string;
  readonly bundles: string;
  readonly keys: string;
  readonly logs: string;
  readonly secretsFile: string;
  readonly endpointsFile: string;
  /** True if the former run did not release the directory, because it crashed or was killed. */
  readonly formerRunCrashed: boolean;
  release(): void;
}

const Run = z.object({ pid: z.number().int(), started: z.string() });

const namesIn = (path: string) => ({
  database: join(path, 'database'),
  chainFile: join(path, 'chain.sqlite'),
  bundles: join(path, 'bundles'),
  keys: join(path, 'keys'),
  logs: join(path, 'logs'),
  secretsFile: join(path, 'secrets.json'),
  endpointsFile: join(path, 'endpoints.json'),
  runFile: join(path, 'run.json'),
});

/**
 * Takes the directory for this process. `fresh` empties it first. Throws a {@link StartError} if another run holds it.
 */
export function takeStateDirectory(path: string, { fresh }: { readonly fresh: boolean }): StateDirectory {
  const names = namesIn(path);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  const former = formerRun(names.runFile);
  if (former !== undefined && isAlive(former)) {
    throw new StartError(
      `A system already runs in ${path}, as process ${former.pid}.`,
      `Use it, or stop it with Ctrl-C in its terminal or with: kill ${former.pid}. To start a second system: PORT_OFFSET=100 npm start`,
    );
  }
  // Removed by name, because systems with a port offset have their directories inside this one.
  if (fresh) for (const name of Object.values(names)) rmSync(name, { recursive: true, force: true });
  // SQLite keeps further files beside the chain's file while it is open and after a crash.
  if (fresh) for (const suffix of ['-wal', '-shm', '-journal']) rmSync(`${names.chainFile}${suffix}`, { force: true });
  for (const directory of [names.keys, names.logs]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  writePrivate(names.runFile, JSON.stringify(identifyProcess(process.pid) ?? { pid: process.pid, started: '' }));
  const { runFile, ...rest } = names;
  return {
    path,
    ...rest,
    formerRunCrashed: former !== undefined,
    release: () => {
      rmSync(runFile, { force: true });
      // No part listens at these addresses any more.
      rmSync(names.endpointsFile, { force: true });
    },
  };
}

function formerRun(file: string): z.infer<typeof Run> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Run.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
