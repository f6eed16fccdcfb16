import { existsSync, readFileSync } from 'node:fs';
import { configFromUrl, type DatabaseConfig } from '@pos/database/connection-config.ts';
import { parseEnvironment } from '@pos/runtime/environment.ts';
import { databaseConfig } from '@pos/runtime/needs/database.ts';
import { buildSolana } from '@pos/runtime/needs/solana.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { Network } from '@pos/vocabulary/network.ts';
import * as z from 'zod';

/** The members of `.local/endpoints.json`, which `npm start` writes, that this command reads. */
const LocalEndpoints = z.looseObject({
  solana: z.looseObject({ rpcUrl: z.url(), network: Network }),
  database: z.looseObject({ url: z.string() }),
});

export interface Settings {
  readonly database: DatabaseConfig;
  readonly solana: SolanaLedger;
}

export class SettingsError extends Error {}

/**
 * Settings from the environment of a deployed task if DATABASE_HOST is set, otherwise from the local system's
 * endpoints.
 */
export async function readSettings(
  variables: Readonly<Record<string, string | undefined>>,
  endpointsFile: string,
): Promise<Settings> {
  if (variables['DATABASE_HOST'] !== undefined) {
    const environment = parseEnvironment(['database', 'solana'], variables);
    return { database: databaseConfig(environment), solana: await buildSolana(environment) };
  }
  if (!existsSync(endpointsFile)) {
    throw new SettingsError(
      `${endpointsFile} does not exist. Start the system with npm start, set the PORT_OFFSET that it was started with, name its file with --endpoints, or set DATABASE_* and SOLANA_*.`,
    );
  }
  const { database, solana } = LocalEndpoints.parse(JSON.parse(readFileSync(endpointsFile, 'utf8')));
  return { database: configFromUrl(database.url), solana: connectLedger(solana) };
}
