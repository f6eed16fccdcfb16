import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import { databaseVariables } from '@pos/database/testing/database-variables.ts';
import type { Fixture } from './facilitator-fixture.ts';

/** Environment of a process on a fixture's chain and database. A file holds the key until `remove` is called. */
export interface ChildEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  remove(): void;
}

export function childEnvironment({ chain, solana, keyBytes }: Fixture, database: DatabaseConfig): ChildEnvironment {
  const directory = mkdtempSync(join(tmpdir(), 'child-'));
  const keyFile = join(directory, 'key.json');
  writeFileSync(keyFile, JSON.stringify([...keyBytes]), { mode: 0o600 });
  return {
    variables: {
      STAGE: 'local',
      PUBLIC_URL: 'http://127.0.0.1',
      LOG_LEVEL: 'ERROR',
      POWERTOOLS_DEV: 'true',
      POWERTOOLS_METRICS_DISABLED: 'true',
      SOLANA_RPC_URL: chain.url,
      SOLANA_NETWORK: solana.network,
      FACILITATOR_KEY: `file:${keyFile}`,
      ...databaseVariables(database),
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
