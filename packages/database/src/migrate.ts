import { Client } from 'pg';
import { clientOptions } from './client-options.ts';
import type { DatabaseConfig } from './connection-config.ts';
import { MIGRATIONS_DIRECTORY, readMigrations, type Migration } from './migrations.ts';

/** An applied migration differs from the one on disk. */
export class MigrationChangedError extends Error {
  override readonly name = 'MigrationChangedError';
}

/**
 * Applies the missing migrations, each in its own transaction, and returns their names. Concurrent callers wait and
 * then have nothing to apply. Connect as `registry_owner`, or as an administrator who is a member of it.
 */
export async function migrate(
  owner: DatabaseConfig,
  directory: string = MIGRATIONS_DIRECTORY,
): Promise<readonly string[]> {
  // A migration may build an index for longer than the query timeout of requests.
  const client = new Client({ ...clientOptions({ ...owner, applicationName: 'registry-migrate' }), query_timeout: 0 });
  await client.connect();
  try {
    await client.query('set role registry_owner');
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create table if not exists registry_migrations (
      name text primary key, hash text not null, applied_at timestamptz not null default now())`);
    const pending = await pendingMigrations(client, readMigrations(directory));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

const MIGRATION_LOCK = 4_021_990_002;

async function pendingMigrations(client: Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; hash: string }>('select name, hash from registry_migrations');
  const applied = new Map(rows.map(({ name, hash }) => [name, hash]));
  const changed = migrations.find(({ name, hash }) => applied.has(name) && applied.get(name) !== hash);
  if (changed !== undefined) {
    throw new MigrationChangedError(
      `Migration ${changed.name} was changed after it had been applied here. Restore it and put the change into a new migration. To recreate a development database: npm start -- --fresh`,
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client: Client, { name, statements, hash }: Migration): Promise<void> {
  await client.query('begin');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('insert into registry_migrations (name, hash) values ($1, $2)', [name, hash]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${name} failed and was rolled back: ${(error as Error).message}`, { cause: error });
  }
}
