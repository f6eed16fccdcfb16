import { expect } from '@jest/globals';
import { connect } from '../connect.ts';
import type { DatabaseConfig } from '../connection-config.ts';
import type { Database } from '../database.ts';
import type { RoleName } from '../provision.ts';
import type { TestDatabaseGrant } from './test-server.ts';

/** A migrated database for one test file alone. */
export interface TestDatabase {
  readonly name: string;
  /** As requests and consumers see it. */
  readonly app: Database;
  /** As the worker sees it. */
  readonly worker: Database;
  /** As migrations see it: for setting up what no runtime role may. */
  readonly owner: Database;
  /** For connections of one's own, or for another process. */
  readonly configs: Readonly<Record<RoleName, DatabaseConfig>>;
  readonly adminConfig: DatabaseConfig;
  /** Closes the connections. The database is dropped when the file has passed and kept, by its name, when it failed. */
  close(): Promise<void>;
}

/**
 * Call it in `beforeAll`, and `close` in `afterAll`. The first call of a run starts PostgreSQL (about a second), each
 * further one copies the migrated template (tens of milliseconds).
 */
export async function testDatabase(): Promise<TestDatabase> {
  const granted = await askForDatabase(expect.getState().testPath ?? 'unknown');
  const open = (role: RoleName) => connect({ ...granted.roles[role], applicationName: `test-${role}` });
  const [app, worker, owner] = [open('registry_app'), open('registry_worker'), open('registry_owner')];
  return {
    name: granted.name,
    app,
    worker,
    owner,
    configs: granted.roles,
    adminConfig: granted.admin,
    close: async () => void (await Promise.all([app.close(), worker.close(), owner.close()])),
  };
}

async function askForDatabase(testFile: string): Promise<TestDatabaseGrant> {
  const url = process.env['TEST_DATABASES_URL'];
  if (url === undefined)
    throw new Error(
      "No test databases: run this through the repository's Jest configuration (npm run jest -- <path>).",
    );
  const response = await fetch(url, { method: 'POST', body: testFile });
  if (!response.ok) throw new Error(`No test database: ${await response.text()}`);
  return (await response.json()) as TestDatabaseGrant;
}
