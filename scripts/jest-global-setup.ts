import { listenForTests, type TestServer } from '../packages/database/src/testing/test-server.ts';

/** Setup, reporter and teardown share Jest's parent process and nothing else. */
export const TEST_SERVER = Symbol.for('registry.test-server');
export type WithTestServer = typeof globalThis & { [TEST_SERVER]?: TestServer };

/**
 * Starts the server that gives databases to test files. PostgreSQL itself starts at the first request, so that pure
 * tests do not wait for it.
 */
export default async function setUp(): Promise<void> {
  const server = await listenForTests();
  (globalThis as WithTestServer)[TEST_SERVER] = server;
  process.env['TEST_DATABASES_URL'] = server.url;
}
