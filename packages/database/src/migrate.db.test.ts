import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { Client } from 'pg';
import { clientOptions } from './client-options.ts';
import type { DatabaseConfig } from './connection-config.ts';
import { migrate, MigrationChangedError } from './migrate.ts';
import { hashOfMigrations, MIGRATIONS_DIRECTORY, readMigrations } from './migrations.ts';
import { provision } from './provision.ts';
import { databaseVariables } from './testing/database-variables.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const passwords = { registry_owner: 'owner', registry_app: 'app', registry_worker: 'worker' };

describe('migrations', () => {
  let test: TestDatabase;
  let directory: string;
  let fresh: DatabaseConfig;
  let counter = 0;
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'pos-migrations-'));
    cpSync(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    counter += 1;
    fresh = { ...test.adminConfig, database: `${test.name}_fresh_${counter}` };
    await admin(`create database ${fresh.database} owner registry_owner`);
  });
  afterEach(async () => {
    rmSync(directory, { recursive: true });
    await admin(`drop database ${fresh.database} with (force)`);
  });

  async function query(config: DatabaseConfig, sql: string): Promise<unknown[]> {
    const client = new Client(clientOptions(config));
    await client.connect();
    try {
      return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
    } finally {
      await client.end();
    }
  }
  const admin = (sql: string) => query(test.adminConfig, sql);
  const names = readMigrations(MIGRATIONS_DIRECTORY).map(({ name }) => name);

  it('are applied once, however many processes start at once', async () => {
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(fresh)));
    expect(applied.filter((each) => each.length > 0)).toEqual([names]);
    expect(await query(fresh, 'select name from registry_migrations order by name')).toEqual(names);
    expect(await migrate(fresh)).toEqual([]);
  });

  it('create objects that belong to registry_owner, whichever role applies them', async () => {
    await migrate(fresh);
    expect(await query(fresh, `select distinct tableowner from pg_tables where schemaname = 'public'`)).toEqual([
      'registry_owner',
    ]);
  });

  it('are applied even where one sorts before those already applied', async () => {
    await migrate(fresh);
    writeFileSync(join(directory, '0000_late.sql'), 'create table late (n int)');
    expect(await migrate(fresh, directory)).toEqual(['0000_late']);
  });

  it('are refused when one was changed after it was applied', async () => {
    await migrate(fresh);
    writeFileSync(join(directory, '0000_extensions.sql'), 'select 1');
    await expect(migrate(fresh, directory)).rejects.toBeInstanceOf(MigrationChangedError);
  });

  it('are rolled back one by one when they fail', async () => {
    writeFileSync(join(directory, '9000_good.sql'), 'create table good (n int)');
    writeFileSync(
      join(directory, '9001_bad.sql'),
      'create table half (n int)\n--> statement-breakpoint\ncreate table good (n int)',
    );
    await expect(migrate(fresh, directory)).rejects.toThrow(
      'Migration 9001_bad failed and was rolled back: relation "good" already exists',
    );
    expect(await query(fresh, `select to_regclass('good') is not null, to_regclass('half') is null`)).toEqual([
      true,
      true,
    ]);
  });

  it('make the tables that the schema declares, and no others', async () => {
    const modules = readdirSync(join(import.meta.dirname, 'schema')).map(
      (file) => import(`./schema/${file}`) as Promise<Record<string, unknown>>,
    );
    const declared = generateDrizzleJson(Object.assign({}, ...(await Promise.all(modules))) as Record<string, unknown>);
    const snapshots = readdirSync(join(MIGRATIONS_DIRECTORY, 'meta'))
      .filter((file) => file.endsWith('_snapshot.json'))
      .sort();
    const newest = JSON.parse(
      readFileSync(join(MIGRATIONS_DIRECTORY, 'meta', snapshots.at(-1) ?? ''), 'utf8'),
    ) as typeof declared;
    expect(await generateMigration(newest, declared)).toEqual([]);
  });

  it('have one hash over all of them, which every change changes', () => {
    const before = hashOfMigrations(readMigrations(directory));
    writeFileSync(join(directory, '9000_more.sql'), 'select 1');
    expect(hashOfMigrations(readMigrations(directory))).not.toBe(before);
  });

  it('allow provisioning again, with new passwords', async () => {
    // Roles belong to the whole test server. A password changed here would lock the other test files out.
    const grants = Object.values(test.configs).map(({ user, auth }) => [
      user,
      auth.kind === 'password' ? auth.password : '',
    ]);
    const secrets = { kind: 'password' as const, passwords: Object.fromEntries(grants) as typeof passwords };
    await provision(test.adminConfig, fresh.database, secrets);
    await provision(test.adminConfig, fresh.database, secrets);
    await migrate({ ...test.configs.registry_owner, database: fresh.database });
    expect(
      await query({ ...test.configs.registry_app, database: fresh.database }, 'select count(*)::int from outbox'),
    ).toEqual([0]);
  });

  it('run as the one-shot task of a deployment, as an administrator without superuser rights', async () => {
    await admin(`do $$ begin create role rds_iam; exception when duplicate_object then null; end $$`);
    const environment = databaseVariables({ ...test.configs.registry_owner, database: fresh.database });
    // The role has the rights of RDS's master user, which may create roles and grant rds_iam.
    await admin('alter role registry_owner createrole');
    await admin('grant rds_iam to registry_owner with admin option');
    const task = (changes: Record<string, string> = {}) =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'migrate-main.ts')], {
        env: { ...environment, ...changes },
        encoding: 'utf8',
      });
    try {
      expect(task()).toMatchObject({ status: 0, stdout: `Migrated: ${names.join(', ')}\n` });
      expect(task()).toMatchObject({ status: 0, stdout: 'Nothing to migrate.\n' });
      expect(await admin(`select pg_has_role('registry_app', 'rds_iam', 'member')`)).toEqual([true]);
      const unfit = task({ DATABASE_HOST: '' });
      expect(unfit.status).toBe(2);
      expect(unfit.stderr).toContain('DATABASE_HOST');
      expect(unfit.stderr).not.toContain(environment.DATABASE_PASSWORD);
    } finally {
      await admin('revoke rds_iam from registry_owner, registry_app, registry_worker');
      await admin('alter role registry_owner nocreaterole');
    }
  });
});
