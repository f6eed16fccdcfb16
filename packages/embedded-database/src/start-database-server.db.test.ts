import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { stopAbandonedServer } from './abandoned-server.ts';
import { DatabaseServerError } from './database-server-error.ts';
import { startDatabaseServer, type DatabaseServer, type DatabaseServerOptions } from './start-database-server.ts';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function directory(parent = tmpdir()): string {
  const made = mkdtempSync(join(parent, 'pos-server-'));
  cleanups.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function start(options: DatabaseServerOptions): Promise<DatabaseServer> {
  const server = await startDatabaseServer({ durable: false, ...options });
  cleanups.push(() => server.stop());
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const refusal = (starting: Promise<DatabaseServer>): Promise<DatabaseServerError> =>
  starting.then(
    () => Promise.reject(new Error('It started.')),
    (error: unknown) => (error instanceof DatabaseServerError ? error : Promise.reject(error as Error)),
  );

describe('the embedded PostgreSQL', () => {
  it('is version 15, uses UTF-8 and has trigrams of letters beyond ASCII', async () => {
    const { adminUrl } = await start({ dataDir: directory() });
    expect(await query(adminUrl, 'show server_version')).toEqual([expect.stringMatching(/^15\./)]);
    await query(adminUrl, 'create extension pg_trgm');
    expect(
      await query(adminUrl, `select similarity('Übersetzer', 'übersetzung') > 0.3, cardinality(show_trgm('ß')) > 0`),
    ).toEqual([true, true]);
  });

  it('keeps its data and its password for the second start', async () => {
    const dataDir = directory();
    const first = await start({ dataDir, durable: true });
    await query(first.adminUrl, 'create table kept as select 42 as answer');
    await first.stop();
    await first.stop();
    const second = await start({ dataDir, port: first.port });
    expect(second.adminUrl).toBe(first.adminUrl);
    expect(await query(second.adminUrl, 'select answer from kept')).toEqual([42]);
  });

  it('refuses a connection without the password', async () => {
    const { port } = await start({ dataDir: directory() });
    await expect(query(`postgres://postgres:guessed@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  it('works below a directory that is closed to other users', async () => {
    const closed = directory(homedir());
    chmodSync(closed, 0o700);
    const { adminUrl } = await start({ dataDir: join(closed, 'inner', 'database') });
    expect(await query(adminUrl, 'select 1')).toEqual([1]);
  });

  it('names a taken port and the cure', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    cleanups.push(() => void blocker.close());
    const { port } = blocker.address() as AddressInfo;
    const error = await refusal(startDatabaseServer({ dataDir: directory(), port, durable: false }));
    expect(error.code).toBe('port-taken');
    expect(error.message).toContain(String(port));
    expect(error.cure).toContain('another port');
  });

  it('starts once the port is free, after a start that failed', async () => {
    const dataDir = directory();
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    await refusal(startDatabaseServer({ dataDir, port, durable: false }));
    blocker.close();
    await once(blocker, 'close');
    expect((await start({ dataDir, port })).port).toBe(port);
  });

  it('names the living process that uses the same directory', async () => {
    const dataDir = directory();
    await start({ dataDir });
    const error = await refusal(startDatabaseServer({ dataDir }));
    expect(error.code).toBe('data-directory-in-use');
    expect(error.cure).toContain(`kill ${process.pid}`);
    expect(await stopAbandonedServer(dataDir)).toBe(false);
  });

  it('stops the server of a killed run and continues with its data', async () => {
    const dataDir = directory();
    const url = await killedRun(dataDir, 'SIGKILL');
    await query(url, 'create table written_by_the_orphan as select 1 as one');
    const lines: string[] = [];
    const { adminUrl } = await start({ dataDir, log: (line) => lines.push(line) });
    expect(lines.join('\n')).toMatch(/left behind \(process \d+\)/);
    expect(await query(adminUrl, 'select one from written_by_the_orphan')).toEqual([1]);
    await expect(query(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('recovers when both starter and server were killed and postmaster.pid remains', async () => {
    const dataDir = directory();
    await killedRun(dataDir, 'SIGKILL');
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGKILL');
    const { adminUrl } = await start({ dataDir });
    expect(await query(adminUrl, 'select 1')).toEqual([1]);
  });

  it('stops with a run that ends without stopping it', async () => {
    const dataDir = directory();
    const url = await killedRun(dataDir, 'SIGUSR2');
    await expect(untilRefused(url)).resolves.toBe(true);
  });

  it('initialises again after an interrupted initialisation', async () => {
    const dataDir = directory();
    mkdirSync(join(dataDir, 'cluster.unfinished'));
    writeFileSync(join(dataDir, 'cluster.unfinished', 'PG_VERSION'), '15\n');
    const { adminUrl } = await start({ dataDir });
    expect(await query(adminUrl, 'select 1')).toEqual([1]);
    expect(existsSync(join(dataDir, 'cluster.unfinished'))).toBe(false);
  });

  it('refuses a cluster of another version', async () => {
    const dataDir = directory();
    mkdirSync(join(dataDir, 'cluster'));
    writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), '14\n');
    const error = await refusal(startDatabaseServer({ dataDir }));
    expect(error.code).toBe('data-directory-foreign');
    expect(error.cure).toContain('--fresh');
  });

  it('reports when the server ends by itself', async () => {
    const dataDir = directory();
    const server = await start({ dataDir });
    process.kill(Number.parseInt(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8'), 10), 'SIGINT');
    await expect(server.exited).resolves.toBe(0);
  });
});

/** Starts a server in another process that then ends: by SIGKILL at once, by SIGUSR2 through process.exit. */
async function killedRun(dataDir: string, signal: 'SIGKILL' | 'SIGUSR2'): Promise<string> {
  const script = `
    import { startDatabaseServer } from ${JSON.stringify(join(import.meta.dirname, 'start-database-server.ts'))};
    process.on('SIGUSR2', () => process.exit(1));
    const server = await startDatabaseServer({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
    process.stdout.write(server.adminUrl + '\\n');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill(signal);
  await once(child, 'exit');
  return line.toString('utf8').trim();
}

async function untilRefused(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const code = await query(url, 'select 1').then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (code === 'ECONNREFUSED') return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
