import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFromUrl, type DatabaseConfig } from '@pos/database/connection-config.ts';
import { migrate } from '@pos/database/migrate.ts';
import { provision, type RoleName } from '@pos/database/provision.ts';
import { startDatabaseServer } from '@pos/embedded-database/start-database-server.ts';

/** A PostgreSQL of its own, migrated, for one measurement. */
export async function throwawayDatabase({ durable }: { readonly durable: boolean }) {
  const directory = mkdtempSync(join(tmpdir(), 'pos-bench-'));
  const server = await startDatabaseServer({ dataDir: directory, durable });
  const passwords = { registry_owner: 'owner', registry_app: 'app', registry_worker: 'worker' };
  const admin = { ...configFromUrl(server.adminUrl), database: 'bench' };
  await provision(configFromUrl(server.adminUrl), 'bench', { kind: 'password', passwords });
  await migrate(admin);
  return {
    admin,
    configOf: (user: RoleName): DatabaseConfig => ({ ...admin, user, auth: { kind: 'password', password: passwords[user] } }),
    async stop(): Promise<void> {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
