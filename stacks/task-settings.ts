import { databaseName, postgresPort } from './constructs/postgres-database.ts';
import { project } from './constructs/stage-stack.ts';
import type { Stage } from './stage/stage.ts';

/** The plain settings every task gets. Where a password is used it comes from a secret, never from here. */
export const taskSettings = (stage: Stage, database: { readonly host: string; readonly auth: 'iam' | 'password' }): Record<string, string> => ({
  STAGE: stage.name,
  NODE_ENV: 'production',
  DATABASE_HOST: database.host,
  DATABASE_PORT: String(postgresPort),
  DATABASE_NAME: databaseName,
  DATABASE_AUTH: database.auth,
  DATABASE_TLS: 'verify-full',
  EVENT_BUS_NAME: `${project}-${stage.name}-events`,
  SOLANA_CLUSTER: stage.solana.cluster,
  SOLANA_PROGRAM_ID: stage.solana.programId,
});
