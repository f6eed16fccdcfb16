/**
 * Tests the container images without Docker: the files of each image are laid out in a folder and its programs run
 * there.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildAll } from '@pos/functions/build/build-all.ts';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { startDatabaseServer } from '../../packages/embedded-database/src/start-database-server.ts';
import type { DatabaseServer } from '../../packages/embedded-database/src/start-database-server.ts';
import { configFromUrl } from '../../packages/database/src/connection-config.ts';
import { provision } from '../../packages/database/src/provision.ts';
import { findFreePorts } from '@pos/local/free-ports.ts';
import { loadSolanaKey } from '@pos/local/state/solana-key.ts';
import { readImage } from '../testing/dockerfile.ts';
import type { Image } from '../testing/dockerfile.ts';

const root = resolve(import.meta.dirname, '..', '..');
const dockerfiles = {
  api: 'packages/functions/docker/api.Dockerfile',
  worker: 'packages/worker/docker/worker.Dockerfile',
} as const;
const imageOf = (name: keyof typeof dockerfiles): Image =>
  readImage(readFileSync(join(root, dockerfiles[name]), 'utf8'));

describe.each(Object.keys(dockerfiles) as (keyof typeof dockerfiles)[])('the Dockerfile of %s', (name) => {
  const image = imageOf(name);

  it('uses base images by digest', () => {
    expect(image.bases.length).toBeGreaterThan(1);
    for (const base of image.bases) expect(base).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  it('runs as a non-root numeric user', () => expect(image.user).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/));

  it('fetches only files with a checksum', () => {
    for (const { flags } of image.additions) expect(flags).toMatch(/--checksum=sha256:[0-9a-f]{64}/);
  });

  it('has a health check', () => expect(image.healthCheck.slice(0, 2)).toEqual(['node', '-e']));

  it('is built from the lock file, scripts and sources, without installed packages or earlier builds', () => {
    const ignored = readFileSync(join(root, `${dockerfiles[name]}.dockerignore`), 'utf8').split('\n');
    expect(ignored).toEqual(
      expect.arrayContaining([
        '*',
        '!package.json',
        '!pnpm-lock.yaml',
        '!pnpm-workspace.yaml',
        '!scripts',
        '!packages',
        '**/node_modules',
        '**/dist',
        '**/.local',
      ]),
    );
    for (const admitted of ignored.filter((line) => line.startsWith('!')))
      expect(existsSync(join(root, admitted.slice(1)))).toBe(true);
  });
});

describe('an image laid out in a folder', () => {
  let folder: string;
  let database: DatabaseServer;
  const children: ChildProcess[] = [];
  const placeOf = (name: keyof typeof dockerfiles): string => join(folder, name);

  /**
   * Every file below a folder. The root file system is read-only in the cloud, so a program must not leave files
   * behind.
   */
  const filesBelow = (place: string): readonly string[] => readdirSync(place, { recursive: true }).map(String).sort();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pos-image-'));
    await buildAll();
    for (const name of ['api', 'worker'] as const) {
      const image = imageOf(name);
      mkdirSync(placeOf(name));
      for (const { from, to } of image.copies) cpSync(join(root, from), join(placeOf(name), to), { recursive: true });
      for (const { to } of image.additions) writeFileSync(join(placeOf(name), to), '');
    }
    database = await startDatabaseServer({ dataDir: join(folder, 'database'), durable: false });
  }, 240_000);

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  /** Passes only the environment of the image and of the task definition, and no variables of this machine. */
  const inImage = (name: keyof typeof dockerfiles, environment: Readonly<Record<string, string>>) => ({
    cwd: placeOf(name),
    env: { ...imageOf(name).environment, ...environment },
  });
  const argumentsOf = (image: Image, command: readonly string[] = image.command): readonly string[] => [
    ...image.entrypoint.slice(1),
    ...command,
  ];

  const reach = (): Record<string, string> => {
    const { host, port } = database;
    return { DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: 'registry', DATABASE_TLS: 'off' };
  };

  const migrate = (environment: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, argumentsOf(imageOf('worker'), ['migrate/index.mjs']), {
      ...inImage('worker', { MIGRATIONS_DIRECTORY: join(placeOf('worker'), 'migrations'), ...environment }),
      encoding: 'utf8',
    });

  it('has node as its entrypoint', () => {
    for (const name of ['api', 'worker'] as const) expect(imageOf(name).entrypoint[0]).toBe('node');
  });

  it('migrates an empty database, and does nothing the second time', async () => {
    const admin = configFromUrl(database.adminUrl);
    if (admin.auth.kind !== 'password') throw new Error('The test server signs in by password.');
    // Creates the roles that exist on RDS from the start, such as rds_iam.
    await provision(admin, 'registry', {
      kind: 'password',
      passwords: { registry_owner: 'owner', registry_app: 'app', registry_worker: 'worker' },
    });
    const made = spawnSync(
      process.execPath,
      [
        '-e',
        'import("pg").then(async ({ default: { Client } }) => { const c = new Client(process.env.URL); await c.connect(); await c.query("create role rds_iam"); await c.end(); })',
      ],
      { cwd: join(root, 'packages/database'), env: { URL: database.adminUrl }, encoding: 'utf8' },
    );
    expect(made.stderr).toBe('');
    const signIn = { ...reach(), DATABASE_USER: admin.user, DATABASE_PASSWORD: admin.auth.password };
    const first = migrate(signIn);
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(/^Migrated: 0000_extensions/);
    expect(migrate(signIn)).toMatchObject({ status: 0, stdout: 'Nothing to migrate.\n' });
  }, 120_000);

  it('refuses to migrate without connection settings and names the missing ones', () => {
    const refused = migrate({ DATABASE_HOST: 'database.example' });
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('DATABASE_PASSWORD') });
  });

  it.each([
    ['api', 'registry_app', 'app'],
    ['worker', 'registry_worker', 'worker'],
  ] as const)(
    'serves %s, passes its own health check, writes no files and stops on SIGTERM',
    async (name, user, password) => {
      const image = imageOf(name);
      const { container: port } = await findFreePorts();
      const keyFile = join(folder, `${name}.json`);
      loadSolanaKey(keyFile);
      const key = `file:${keyFile}`;
      const environment = {
        ...reach(),
        STAGE: 'local',
        PUBLIC_URL: 'https://api.example',
        TOKEN_URL: 'https://tokens.example/oauth2/token',
        DATABASE_USER: user,
        DATABASE_AUTH: 'password',
        DATABASE_PASSWORD: password,
        DATABASE_POOL_MAX: '2',
        SOLANA_RPC_URL: 'http://127.0.0.1:9',
        SOLANA_NETWORK: SOLANA_DEVNET,
        FACILITATOR_KEY: key,
        EVENT_BUS_NAME: 'pos-test-events',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:9',
        PORT: String(port),
        HOST: '127.0.0.1',
      };
      const before = filesBelow(placeOf(name));
      const output: string[] = [];
      const child = spawn(process.execPath, [...argumentsOf(image)], {
        ...inImage(name, environment),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
      const ended = new Promise<number | null>((done) => child.once('exit', done));
      const health = () => spawnSync(process.execPath, image.healthCheck.slice(1), inImage(name, environment)).status;
      while (
        child.exitCode === null &&
        !(await fetch(`http://127.0.0.1:${port}/health`).then(
          ({ ok }) => ok,
          () => false,
        ))
      )
        await new Promise((next) => void setTimeout(next, 50));
      expect({ running: child.exitCode === null, output: child.exitCode === null ? '' : output.join('') }).toEqual({
        running: true,
        output: '',
      });
      expect(health()).toBe(0);
      child.kill('SIGTERM');
      const code = await ended;
      expect({ code, output: code === 0 ? '' : output.join('') }).toEqual({ code: 0, output: '' });
      expect(health()).not.toBe(0);
      expect(filesBelow(placeOf(name))).toEqual(before);
    },
    240_000,
  );
});
