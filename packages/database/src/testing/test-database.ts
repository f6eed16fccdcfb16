import { expect } from '@jest/globals';
import { connect } from '../connect.ts';
import type { DatabaseConfig } from '../connection-config.ts';
import type { Database } from '../database.ts';
import type { RoleName } from '../provision.ts';
import type { TestDatabaseGrant } from './test-server.ts';

/** A migrated database for one test file. */
export interface TestDatabase {
  readonly name: string;
  /** Connected as the role that serves requests and consumers. */
  readonly app: Database;
  /** Connected as the role of the worker. */
  readonly worker: Database;
  /** Connected as the role of migrations, to set up rows that no runtime role may write. */
  readonly owner: Database;
  /** For connections of the test's own, or for another process. */
  readonly configs: Readonly<Record<RoleName, DatabaseConfig>>;
  readonly adminConfig: DatabaseConfig;
  /**
   * Closes the connections. Afterwards the database is dropped if the test file passed, and kept for inspection if it
   * failed.
   */
  close(): Promise<void>;
}

/**
 * Creates a database. Call it in `beforeAll`, and `close` in `afterAll`. The first call of a run starts PostgreSQL,
 * which takes about a second; each later call copies the migrated template, which takes tens of milliseconds.
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
