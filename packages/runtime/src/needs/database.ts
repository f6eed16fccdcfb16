import { NEEDS } from '@pos/contract/needs.ts';
import { connect } from '@pos/database/connect.ts';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import type { Database } from '@pos/database/database.ts';
import { pick, type Environment } from '../environment.ts';

export function databaseConfig(environment: Environment): DatabaseConfig {
  const of = pick(NEEDS.database.environment, environment);
  return {
    host: of.DATABASE_HOST,
    port: of.DATABASE_PORT,
    database: of.DATABASE_NAME,
    user: of.DATABASE_USER,
    auth: of.DATABASE_AUTH === 'iam' ? { kind: 'iam' } : { kind: 'password', password: of.DATABASE_PASSWORD ?? '' },
    tls: of.DATABASE_TLS,
    poolMax: of.DATABASE_POOL_MAX,
  };
}

export const buildDatabase = async (environment: Environment): Promise<Database> =>
  connect(databaseConfig(environment));
