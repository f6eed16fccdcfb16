import { TEST_SERVER, type WithTestServer } from './jest-global-setup.ts';

export default async function tearDown(): Promise<void> {
  const kept = await (globalThis as WithTestServer)[TEST_SERVER]?.stop();
  if (kept === undefined) return;
  process.stderr.write(
    `\nKept the databases of the failed test files, for a day and three failed runs at most: ${kept.databases.join(', ')}\n` +
      `Open them with: npm run node -- packages/embedded-database/src/main.ts ${kept.directory}\n`,
  );
}
