import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseServerError } from './database-server-error.ts';
import { stopOrphanedServer } from './orphaned-server.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import type { SystemUser } from './unprivileged-user.ts';

/** Paths in the server's directory: the cluster, the superuser's password, the owning process and the log. */
export interface DataDirectory {
  readonly path: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly ownerFile: string;
  readonly logFile: string;
}

export function openDataDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true });
  // Other users may enter the directory but not list it, because the server runs as another user and its cluster is
  // inside.
  chmodSync(path, 0o711);
  return {
    path,
    cluster: join(path, 'cluster'),
    passwordFile: join(path, 'admin-password'),
    ownerFile: join(path, 'owner.json'),
    logFile: join(path, 'postgresql.log'),
  };
}

/**
 * Makes this process the owner of the directory. If the former owner has died, its server is stopped first. If the
 * former owner is still running, the call throws.
 */
export async function takeOwnership(directory: DataDirectory, log: (line: string) => void): Promise<void> {
  const self = identifyProcess(process.pid);
  try {
    writeFileSync(directory.ownerFile, JSON.stringify(self), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseLivingOwner(directory);
    log('A former run did not stop its database server. Cleaning up.');
    rmSync(directory.ownerFile, { force: true });
    writeFileSync(directory.ownerFile, JSON.stringify(self), { mode: 0o600 });
  }
  await stopOrphanedServer(directory.cluster, log);
}

export function releaseOwnership(directory: DataDirectory): void {
  rmSync(directory.ownerFile, { force: true });
}

/** True if a running process owns the directory. */
export const isOwned = (directory: DataDirectory): boolean => livingOwner(directory) !== undefined;

function livingOwner(directory: DataDirectory): ProcessIdentity | undefined {
  const owner = readOwner(directory.ownerFile);
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

function refuseLivingOwner(directory: DataDirectory): void {
  const owner = livingOwner(directory);
  if (owner === undefined) return;
  throw new DatabaseServerError(
    'data-directory-in-use',
    `The database in ${directory.path} is in use by process ${owner.pid}.`,
    `Stop that process (kill ${owner.pid}) or use another directory.`,
  );
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    // The file is incomplete after a crash while it was written, so it names no owner.
    return undefined;
  }
}

/** The superuser's password, created at first use and kept beside the cluster. */
export function adminPassword(directory: DataDirectory, user: SystemUser | undefined): string {
  if (!existsSync(directory.passwordFile)) {
    writeFileSync(directory.passwordFile, `${randomBytes(16).toString('hex')}\n`, { mode: 0o600 });
    if (user !== undefined) chownSync(directory.passwordFile, user.uid, user.gid);
  }
  return readFileSync(directory.passwordFile, 'utf8').trim();
}

/**
 * Creates the cluster with `initialise`, which fills an empty directory. The directory gets the cluster's name only
 * when it is complete.
 */
export function ensureCluster(
  directory: DataDirectory,
  user: SystemUser | undefined,
  initialise: (at: string) => void,
): void {
  if (existsSync(directory.cluster)) return assertVersion(directory);
  const unfinished = `${directory.cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (user !== undefined) chownSync(unfinished, user.uid, user.gid);
  initialise(unfinished);
  renameSync(unfinished, directory.cluster);
}

function assertVersion(directory: DataDirectory): void {
  const file = join(directory.cluster, 'PG_VERSION');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'none';
  if (version === '15') return;
  throw new DatabaseServerError(
    'data-directory-foreign',
    `${directory.cluster} is not a cluster of PostgreSQL 15 (PG_VERSION: ${version}).`,
    'Move it away, or recreate it: npm start -- --fresh',
  );
}
