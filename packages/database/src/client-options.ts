import type { ClientConfig } from 'pg';
import type { DatabaseAuth, DatabaseConfig } from './connection-config.ts';

/**
 * What `pg` needs to connect. Nothing here is sent as a session setting: behind RDS Proxy a SET pins the session to
 * one connection, so time limits on the server's side belong to the roles (see provision.ts).
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

/** A token lives for 15 minutes and is asked for at connecting only, so each connection gets a new one. */
function password(auth: DatabaseAuth, { host, port, user }: DatabaseConfig): string | (() => Promise<string>) {
  if (auth.kind === 'password') return auth.password;
  return async () => {
    // Nearly 30 ms to load: only who signs in by IAM pays for it.
    const { Signer } = await import('@aws-sdk/rds-signer');
    return new Signer({
      hostname: host,
      port,
      username: user,
      ...(auth.region === undefined ? {} : { region: auth.region }),
    }).getAuthToken();
  };
}
