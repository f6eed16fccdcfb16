import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseServerError } from './database-server-error.ts';
import { processStarted } from './process-identity.ts';

/**
 * Ends the remains of a killed run: its server (with SIGINT, like `pg_ctl stop -m fast`, then with SIGQUIT), its last
 * sessions, and its postmaster.pid.
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
  // PostgreSQL would remove the file itself, but counts a dead process as running until its exit status is collected,
  // which never happens in a container without an init process. All sessions have ended, so no process uses the data.
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

/** Sessions of a killed server end when they notice it. A session in a long query writes until the query ends. */
async function waitForSessions(cluster: string): Promise<void> {
  if (await eventually(() => processesIn(cluster).length === 0, 10_000)) return;
  const pids = processesIn(cluster).join(' ');
  throw new DatabaseServerError(
    'data-directory-in-use',
    `Sessions of a killed database server still use ${cluster} (processes ${pids}).`,
    `End them with: kill ${pids}`,
  );
}

/** The process id in postmaster.pid, if that process is running and is a PostgreSQL server. */
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

/**
 * Processes whose working directory is the cluster. On Linux these are all processes of its server. On other systems
 * the list is empty.
 */
function processesIn(cluster: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  const at = realpathSync(cluster);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && workingDirectory(name) === at);
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // The process belongs to another user, or has ended.
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
