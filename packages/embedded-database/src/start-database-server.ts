import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, createWriteStream, openSync } from 'node:fs';
import { findBinaries, type Binaries } from './binaries.ts';
import {
  adminPassword,
  ensureCluster,
  openDataDirectory,
  releaseOwnership,
  takeOwnership,
  type DataDirectory,
} from './data-directory.ts';
import { DatabaseServerError } from './database-server-error.ts';
import { freePort } from './free-port.ts';
import { unprivilegedUser, type SystemUser } from './unprivileged-user.ts';

export interface DatabaseServerOptions {
  /** Directory of all the server's files. It is created if it does not exist. */
  readonly dataDir: string;
  /** Port on the loopback address. Default: a free one. */
  readonly port?: number;
  /** `false` is faster, but a power cut can corrupt the data; for tests. Default: `true`. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
  /** Called with each step of the clean-up after a former run. Default: not called. */
  readonly log?: (line: string) => void;
}

export interface DatabaseServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** URL of the superuser for the database `postgres`. */
  readonly adminUrl: string;
  readonly logFile: string;
  readonly processId: number;
  /** Resolves with the exit code when the server process ends for any reason. */
  readonly exited: Promise<number | null>;
  /** Ends all sessions, writes all data and stops. A second call does nothing. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const ADMIN = 'postgres';
const READY = 'database system is ready to accept connections';
/** File descriptor under which child processes open the cluster's directory. */
const CLUSTER_FD = 3;

/**
 * Starts PostgreSQL 15 on a data directory and creates the cluster at first use. Throws {@link DatabaseServerError}
 * with the cure when it cannot.
 */
export async function startDatabaseServer(options: DatabaseServerOptions): Promise<DatabaseServer> {
  const log = options.log ?? (() => undefined);
  const user = unprivilegedUser();
  const binaries = findBinaries(user);
  const directory = openDataDirectory(options.dataDir);
  await takeOwnership(directory, log);
  try {
    const password = adminPassword(directory, user);
    ensureCluster(directory, user, (at) => initialise(binaries, at, user, options));
    return await startOnPort(options, directory, binaries, user, password);
  } catch (error) {
    releaseOwnership(directory);
    throw error;
  }
}

async function startOnPort(
  options: DatabaseServerOptions,
  directory: DataDirectory,
  binaries: Binaries,
  user: SystemUser | undefined,
  password: string,
): Promise<DatabaseServer> {
  // Another program can take a free port before it is bound, so another port is tried. If the caller chose the port,
  // the caller must free it.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort(HOST));
    try {
      const child = await launch(binaries, directory, user, port, options);
      return server(child, directory, port, password);
    } catch (error) {
      const lost = error instanceof DatabaseServerError && error.code === 'port-taken';
      if (!lost || options.port !== undefined || attempt === 5) throw error;
    }
  }
}

function initialise(
  binaries: Binaries,
  at: string,
  user: SystemUser | undefined,
  options: DatabaseServerOptions,
): void {
  // Trigrams of letters beyond ASCII need a UTF-8 character type, whose name differs between systems.
  const characterTypes = process.platform === 'darwin' ? ['UTF-8', 'C'] : ['C.UTF-8', 'en_US.UTF-8', 'C'];
  const failures: string[] = [];
  for (const characterType of characterTypes) {
    const done = inCluster(at, user, (cluster, stdio) =>
      spawnSync(
        binaries.initdb,
        [
          `--pgdata=${cluster}`,
          `--username=${ADMIN}`,
          '--encoding=UTF8',
          '--locale=C',
          `--lc-ctype=${characterType}`,
          '--auth=scram-sha-256',
          `--pwfile=${cluster}/../admin-password`,
          '--no-instructions',
          ...(options.durable === false ? ['--no-sync'] : []),
        ],
        { ...childOptions(user), stdio, encoding: 'utf8' },
      ),
    );
    if (done.status === 0) return;
    failures.push(done.error?.message ?? done.stderr);
    if (!done.stderr?.includes('invalid locale name')) break;
  }
  throw new DatabaseServerError(
    'initialisation-failed',
    `initdb failed: ${failures.join(' ').trim()}`,
    'Correct what the message names, remove the directory and start again.',
  );
}

/**
 * Under root on Linux the child processes reach the cluster through an inherited descriptor, because the directory may
 * lie below one that is closed to their user.
 */
function inCluster<T>(at: string, user: SystemUser | undefined, use: (cluster: string, stdio: StdioOptions) => T): T {
  if (user === undefined || process.platform !== 'linux') return use(at, ['ignore', 'pipe', 'pipe']);
  const descriptor = openSync(at, 'r');
  try {
    return use(`/proc/self/fd/${CLUSTER_FD}`, ['ignore', 'pipe', 'pipe', descriptor]);
  } finally {
    closeSync(descriptor);
  }
}

/** The caller's environment is not passed on, because PG* variables would configure the server. */
const childOptions = (user: SystemUser | undefined) => ({ cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' }, ...user });

function settings(options: DatabaseServerOptions, port: number): Record<string, string> {
  return {
    listen_addresses: HOST,
    port: String(port),
    // The path of a socket is limited to 107 bytes, and every client can use the loopback address.
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 200),
    shared_buffers: '128MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    log_min_messages: 'warning',
    // The statement of a failed query may hold values that do not belong in a log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(options.durable === false
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }
      : {}),
  };
}

async function launch(
  binaries: Binaries,
  directory: DataDirectory,
  user: SystemUser | undefined,
  port: number,
  options: DatabaseServerOptions,
): Promise<ChildProcess> {
  const flags = Object.entries(settings(options, port)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = inCluster(directory.cluster, user, (cluster, stdio) =>
    // Runs in a new session, so that Ctrl-C reaches only this process, which stops the server after the parts that use
    // it.
    spawn(binaries.postgres, ['-D', cluster, ...flags], { ...childOptions(user), stdio, detached: true }),
  );
  const logFile = createWriteStream(directory.logFile, { flags: 'a', mode: 0o600 });
  child.stderr?.pipe(logFile);
  await ready(child, port, directory);
  return child;
}

function ready(child: ChildProcess, port: number, directory: DataDirectory): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const read = (chunk: Buffer) => {
      seen += chunk.toString('utf8');
      if (!seen.includes(READY)) return;
      child.stderr?.off('data', read);
      resolve();
    };
    child.stderr?.on('data', read);
    child.once('error', (error) => reject(startFailure(error.message, port, directory)));
    child.once('close', () => reject(startFailure(seen, port, directory)));
  });
}

function startFailure(output: string, port: number, directory: DataDirectory): DatabaseServerError {
  if (output.includes('Address already in use')) {
    return new DatabaseServerError(
      'port-taken',
      `Port ${port} on ${HOST} is taken by another program.`,
      'Stop that program (a former run, or another PostgreSQL) or choose another port.',
    );
  }
  if (output.includes('lock file "postmaster.pid" already exists')) {
    return new DatabaseServerError(
      'data-directory-in-use',
      `Another PostgreSQL runs in ${directory.path}.`,
      `Stop the process whose number is in the first line of ${directory.cluster}/postmaster.pid.`,
    );
  }
  return new DatabaseServerError(
    'start-failed',
    `PostgreSQL did not start: ${output.trim()}`,
    `Its log is ${directory.logFile}.`,
  );
}

function server(child: ChildProcess, directory: DataDirectory, port: number, password: string): DatabaseServer {
  const kill = () => child.kill('SIGINT');
  // An uncaught error also ends the server. Only SIGKILL leaves it running, and the next start then stops it.
  process.once('exit', kill);
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      process.off('exit', kill);
      releaseOwnership(directory);
      resolve(code);
    });
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGINT');
    const impatience = setTimeout(() => child.kill('SIGQUIT'), 10_000);
    await exited;
    clearTimeout(impatience);
  };
  const adminUrl = `postgres://${ADMIN}:${password}@${HOST}:${port}/postgres`;
  return { host: HOST, port, adminUrl, logFile: directory.logFile, processId: child.pid ?? 0, exited, stop };
}
