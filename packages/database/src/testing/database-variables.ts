import type { DatabaseConfig } from '../connection-config.ts';

/** Environment variables with which another process connects to a test's database. */
export const databaseVariables = ({ host, port, database, user, auth }: DatabaseConfig) => ({
  DATABASE_HOST: host,
  DATABASE_PORT: String(port),
  DATABASE_NAME: database,
  DATABASE_USER: user,
  DATABASE_AUTH: 'password',
  DATABASE_PASSWORD: auth.kind === 'password' ? auth.password : '',
  DATABASE_TLS: 'off',
});
