import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseServerError } from './database-server-error.ts';
import { processStarted } from './process-identity.ts';

/**
 * Ends what a killed run left of the server of `cluster`: the server itself, as `pg_ctl stop -m fast` would and at last
 * without its consent, its last sessions, and a postmaster.pid that names nobody.
 */
export async function stopOrphanedServer(cluster: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = runningServer(pidFile);
  if (pid !== undefined) {
    log(`Stopping the database server that a crashed run left behind (process ${pid}).`);
    await stop(pid, pidFile, cluster);
  }
  await waitForSessions(cluster);
  // PostgreSQL would remove it, but takes a dead process for a living one while nobody has collected its exit status,
  // which in a container without an init process is for ever. No session is left, so nobody is using the data.
  rmSync(pidFile, { force: true });
}

async function stop(pid: number, pidFile: string, cluster: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    process.kill(pid, signal);
    if (await eventually(() => runningServer(pidFile) === undefined, patienceMs)) return;
  }
  throw new DatabaseServerError(
    'data-directory-in-use',
    `The database server that a crashed run left in ${cluster} does not stop (process ${pid}).`,
    `End it with: kill -9 ${pid}`,
  );
}

/** Sessions of a killed server end when they notice; one in the middle of a long query writes until then. */
async function waitForSessions(cluster: string): Promise<void> {
  if (await eventually(() => processesIn(cluster).length === 0, 10_000)) return;
  const pids = processesIn(cluster).join(' ');
  throw new DatabaseServerError(
    'data-directory-in-use',
    `Sessions of a killed database server still work on ${cluster} (processes ${pids}).`,
    `End them with: kill ${pids}`,
  );
}

/** The server's process according to postmaster.pid, if it lives and is indeed a postgres. */
function runningServer(pidFile: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
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

/** Processes whose working directory is the cluster: on Linux every process of its server, elsewhere not known. */
function processesIn(cluster: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  const at = realpathSync(cluster);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && workingDirectory(name) === at);
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Somebody else's process, or one that has ended meanwhile.
    return undefined;
  }
}

async function eventually(isSo: () => boolean, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
    if (isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return isSo();
}
