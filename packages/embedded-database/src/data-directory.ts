import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseServerError } from './database-server-error.ts';
import { identifyProcess, isAlive, processStarted, type ProcessIdentity } from './process-identity.ts';
import type { SystemUser } from './unprivileged-user.ts';

/** What lies in the directory given to the server: the cluster itself, its superuser's password, who runs it. */
export interface DataDirectory {
  readonly path: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly ownerFile: string;
  readonly logFile: string;
}

export function openDataDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true });
  // Passable, not listable: the server, running as another user, reaches its cluster through here.
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
 * Makes this process the one that runs the server here. A former owner that is dead leaves nothing behind: a server
 * it left running is stopped first. A living one is an error.
 */
export async function takeOwnership(directory: DataDirectory, log: (line: string) => void): Promise<void> {
  const self = identifyProcess(process.pid);
  try {
    writeFileSync(directory.ownerFile, JSON.stringify(self), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseLivingOwner(directory);
    log('A former run did not stop its database server; mending that.');
    rmSync(directory.ownerFile, { force: true });
    writeFileSync(directory.ownerFile, JSON.stringify(self), { mode: 0o600 });
  }
  await stopOrphan(directory, log);
}

export function releaseOwnership(directory: DataDirectory): void {
  rmSync(directory.ownerFile, { force: true });
}

/** Whether a living process runs the server here. */
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
    `The database in ${directory.path} is being run by process ${owner.pid}.`,
    `Stop that process (kill ${owner.pid}) or use another directory.`,
  );
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    // Torn by a crash in the middle of writing: nobody's.
    return undefined;
  }
}

/** Stops a server whose starter was killed, as `pg_ctl stop -m fast` would, and at last without its consent. */
async function stopOrphan(directory: DataDirectory, log: (line: string) => void): Promise<void> {
  const pid = runningServer(directory.cluster);
  if (pid === undefined) return;
  log(`Stopping the database server that a crashed run left behind (process ${pid}).`);
  for (const [signal, patienceMs] of [['SIGINT', 10_000], ['SIGQUIT', 5_000]] as const) {
    process.kill(pid, signal);
    if (await isGone(directory.cluster, patienceMs)) return;
  }
  throw new DatabaseServerError(
    'data-directory-in-use',
    `The database server that a crashed run left in ${directory.path} does not stop (process ${pid}).`,
    `End it with: kill -9 ${pid}`,
  );
}

/** The server's process according to postmaster.pid, if it lives and is indeed a postgres. */
function runningServer(cluster: string): number | undefined {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return Number.isInteger(pid) && pid > 1 && processStarted(pid) !== undefined && isPostgres(pid) ? pid : undefined;
}

function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}

async function isGone(cluster: string, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
    if (runningServer(cluster) === undefined) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return runningServer(cluster) === undefined;
}

/** The superuser's password, made at first use and kept beside the cluster. */
export function adminPassword(directory: DataDirectory, user: SystemUser | undefined): string {
  if (!existsSync(directory.passwordFile)) {
    writeFileSync(directory.passwordFile, `${randomBytes(16).toString('hex')}\n`, { mode: 0o600 });
    if (user !== undefined) chownSync(directory.passwordFile, user.uid, user.gid);
  }
  return readFileSync(directory.passwordFile, 'utf8').trim();
}

/** Creates the cluster through `initialise`, which fills an empty directory; a half-filled one never gets the name. */
export function ensureCluster(directory: DataDirectory, user: SystemUser | undefined, initialise: (at: string) => void): void {
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
    'Move it away, or begin anew with: npm start -- --fresh',
  );
}
