import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopAbandonedServer } from '@pos/embedded-database/abandoned-server.ts';
import { startDatabaseServer, type DatabaseServer } from '@pos/embedded-database/start-database-server.ts';
import { Client, escapeIdentifier } from 'pg';
import { clientOptions } from '../client-options.ts';
import { configFromUrl, type DatabaseConfig } from '../connection-config.ts';
import { migrate } from '../migrate.ts';
import { hashOfMigrations, MIGRATIONS_DIRECTORY, readMigrations } from '../migrations.ts';
import { provision, ROLES, type RoleName } from '../provision.ts';

/** A database for one test file, and how each role connects to it. */
export interface TestDatabaseGrant {
  readonly name: string;
  readonly admin: DatabaseConfig;
  readonly roles: Readonly<Record<RoleName, DatabaseConfig>>;
}

/** A temporary PostgreSQL for one run of Jest. It starts when the first test asks for a database. */
export interface TestServer {
  /** URL for test workers: POST with the path of the test file answers a {@link TestDatabaseGrant}. */
  readonly url: string;
  /** Drops the databases of a file that passed. Those of a failed file are kept. */
  fileDone(testFile: string, passed: boolean): Promise<void>;
  /** Stops the server. Returns the kept databases and their directory, or `undefined` when none was kept. */
  stop(): Promise<{ readonly directory: string; readonly databases: readonly string[] } | undefined>;
}

const PREFIX = 'pos-test-';
const KEPT = 'kept';
const KEPT_RUNS = 3;
const DAY_MS = 86_400_000;

interface Running {
  readonly server: DatabaseServer;
  readonly directory: string;
  readonly template: string;
  readonly admin: Client;
  readonly passwords: Readonly<Record<RoleName, string>>;
}

export async function listenForTests(): Promise<TestServer> {
  let running: Promise<Running> | undefined;
  const databases = new Map<string, string[]>();
  let counter = 0;

  const grant = async (testFile: string): Promise<TestDatabaseGrant> => {
    running ??= start();
    const { server, admin, template, passwords } = await running;
    counter += 1;
    const name = `test_${counter}_${slug(testFile)}`;
    await admin.query(
      `create database ${escapeIdentifier(name)} template ${template} owner registry_owner strategy file_copy`,
    );
    databases.set(testFile, [...(databases.get(testFile) ?? []), name]);
    const at = { ...configFromUrl(server.adminUrl), database: name };
    return {
      name,
      admin: at,
      roles: mapRoles((role) => ({ ...at, user: role, auth: { kind: 'password', password: passwords[role] } })),
    };
  };

  const broker = createServer((request, response) => {
    // Without keep-alive, because a test would fail if this server closed an idle connection while the test worker
    // sends its next request.
    response.setHeader('connection', 'close');
    void text(request)
      .then(grant)
      .then(
        (granted) => response.end(JSON.stringify(granted)),
        (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
      );
  });
  broker.unref();
  const port = await listening(broker);

  return {
    url: `http://127.0.0.1:${port}/`,
    async fileDone(testFile, passed) {
      const names = databases.get(testFile);
      if (!passed || names === undefined || running === undefined) return;
      databases.delete(testFile);
      const { admin } = await running;
      for (const name of names) await admin.query(`drop database ${escapeIdentifier(name)} with (force)`);
    },
    async stop() {
      broker.close();
      broker.closeAllConnections();
      if (running === undefined) return undefined;
      const { server, admin, directory } = await running;
      await admin.end();
      await server.stop();
      const kept = [...databases.values()].flat();
      if (kept.length === 0) rmSync(directory, { recursive: true, force: true });
      else writeFileSync(join(directory, KEPT), kept.join('\n'));
      return kept.length === 0 ? undefined : { directory, databases: kept };
    },
  };
}

async function start(): Promise<Running> {
  await sweepAbandoned();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  const server = await startDatabaseServer({ dataDir: directory, durable: false });
  const passwords = mapRoles(() => randomBytes(12).toString('hex'));
  const template = `template_${hashOfMigrations(readMigrations(MIGRATIONS_DIRECTORY)).slice(0, 16)}`;
  const config = configFromUrl(server.adminUrl);
  await provision(config, template, { kind: 'password', passwords });
  await migrate({ ...config, database: template });
  const admin = new Client(clientOptions(config));
  // The server may stop before this connection closes. At the end of a run this is harmless.
  admin.on('error', () => undefined);
  await admin.connect();
  return { server, directory, template, admin, passwords };
}

/** Deletes the directories of killed runs and of failed runs. The newest few failed runs are kept for a day. */
async function sweepAbandoned(): Promise<void> {
  const left = readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name))
    .map((directory) => ({
      directory,
      keptAt: changedAt(join(directory, KEPT)),
      changedAt: changedAt(directory) ?? Date.now(),
    }));
  const kept = left
    .filter(({ keptAt }) => Date.now() - (keptAt ?? 0) < DAY_MS)
    .sort((a, b) => (b.keptAt ?? 0) - (a.keptAt ?? 0));
  const staying = new Set(kept.slice(0, KEPT_RUNS));
  // Another run may be between creating its directory and taking ownership of it.
  const leaving = left.filter((each) => !staying.has(each) && Date.now() - each.changedAt > 10_000);
  for (const { directory } of leaving) {
    try {
      if (await stopAbandonedServer(directory)) rmSync(directory, { recursive: true, force: true });
    } catch {
      // Another run is deleting the same files, or the next run will delete them.
    }
  }
}

const changedAt = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

const mapRoles = <T>(make: (role: RoleName) => T) =>
  Object.fromEntries(ROLES.map((role) => [role, make(role)])) as Record<RoleName, T>;

/** The file's name as part of a database name, of which PostgreSQL keeps 63 bytes. */
const slug = (testFile: string): string =>
  testFile
    .slice(testFile.lastIndexOf('/') + 1)
    .replace(/\.test\.ts$/, '')
    .replaceAll(/[^a-z0-9]+/gi, '_')
    .toLowerCase()
    .slice(0, 40);

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
