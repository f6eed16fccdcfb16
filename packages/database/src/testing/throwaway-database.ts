import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabaseServer } from '@pos/embedded-database/start-database-server.ts';
import { configFromUrl, type DatabaseConfig } from '../connection-config.ts';
import { migrate } from '../migrate.ts';
import { provision, type RoleName } from '../provision.ts';

/** A PostgreSQL server with roles and migrations, for one measurement. */
export interface ThrowawayDatabase {
  readonly admin: DatabaseConfig;
  configOf(user: RoleName): DatabaseConfig;
  /** Stops the server and deletes its files. */
  stop(): Promise<void>;
}

/** Starts the server. With `durable`, commits wait for the disk, as in production. */
export async function throwawayDatabase({ durable }: { readonly durable: boolean }): Promise<ThrowawayDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'pos-measure-'));
  const server = await startDatabaseServer({ dataDir: directory, durable });
  const passwords = { registry_owner: randomUUID(), registry_app: randomUUID(), registry_worker: randomUUID() };
  const admin = { ...configFromUrl(server.adminUrl), database: 'registry' };
  const configOf = (user: RoleName): DatabaseConfig => ({
    ...admin,
    user,
    auth: { kind: 'password', password: passwords[user] },
  });
  await provision(configFromUrl(server.adminUrl), admin.database, { kind: 'password', passwords });
  await migrate(configOf('registry_owner'));
  return {
    admin,
    configOf,
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
