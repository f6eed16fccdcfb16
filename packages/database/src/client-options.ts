import type { ClientConfig } from 'pg';
import type { DatabaseAuth, DatabaseConfig } from './connection-config.ts';

/**
 * Options for `pg`. No option is sent as a session setting, because behind RDS Proxy a SET pins the session to one
 * connection. Server-side time limits are therefore settings of the roles (see provision.ts).
 */
export function clientOptions(config: DatabaseConfig): ClientConfig {
  return {
    host: config.host,
    port: config.port,
    database: config.database,
    user: config.user,
    password: password(config.auth, config),
    ssl:
      config.tls === 'off'
        ? false
        : { rejectUnauthorized: true, ...(config.ca === undefined ? {} : { ca: config.ca }) },
    keepAlive: true,
    connectionTimeoutMillis: config.connectionTimeoutMs ?? 5_000,
    query_timeout: config.queryTimeoutMs ?? 20_000,
    application_name: config.applicationName ?? 'registry',
  };
}

/** A token is valid for 15 minutes and is needed only to connect, so each connection gets a new one. */
function password(auth: DatabaseAuth, { host, port, user }: DatabaseConfig): string | (() => Promise<string>) {
  if (auth.kind === 'password') return auth.password;
  return async () => {
    // The module takes nearly 30 ms to load, so it is loaded for IAM authentication only.
    const { Signer } = await import('@aws-sdk/rds-signer');
    return new Signer({
      hostname: host,
      port,
      username: user,
      ...(auth.region === undefined ? {} : { region: auth.region }),
    }).getAuthToken();
  };
}
