import { SOLANA_DEVNET, SOLANA_MAINNET } from '@pos/vocabulary/network.ts';
import { databaseName, postgresPort } from './constructs/postgres-database.ts';
import { project } from './constructs/stage-stack.ts';
import type { Stage } from './stage/stage.ts';

/** The bus of the events stack, which is made after the stacks that put events on it. */
export const eventBusName = (stage: Stage): string => `${project}-${stage.name}-events`;

/** The plain settings every task gets. Where a password is used it comes from a secret, never from here. */
export const taskSettings = (stage: Stage, database: { readonly host: string; readonly auth: 'iam' | 'password' }): Record<string, string> => ({
  STAGE: stage.name,
  PUBLIC_URL: `https://${stage.domain.api}`,
  NODE_ENV: 'production',
  DATABASE_HOST: database.host,
  DATABASE_PORT: String(postgresPort),
  DATABASE_NAME: databaseName,
  DATABASE_AUTH: database.auth,
  DATABASE_TLS: 'verify',
  EVENT_BUS_NAME: eventBusName(stage),
  SOLANA_NETWORK: stage.solana.cluster === 'devnet' ? SOLANA_DEVNET : SOLANA_MAINNET,
  SOLANA_PROGRAM_ID: stage.solana.programId,
});
