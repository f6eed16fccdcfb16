/**
 * How to authenticate: with a password, or with a token made from the AWS identity of this process (region: as the SDK
 * finds it).
 */
export type DatabaseAuth =
  { readonly kind: 'password'; readonly password: string } | { readonly kind: 'iam'; readonly region?: string };

/** Where the database is and how to connect. The composition root makes it from the environment. */
export interface DatabaseConfig {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly auth: DatabaseAuth;
  readonly tls: 'off' | 'verify';
  /** Certificates to trust, in PEM. Default: those that Node trusts. They include RDS Proxy's, but not RDS's own. */
  readonly ca?: string;
  /** Maximum number of connections: 1 in a Lambda function, behind the proxy. Default: 10. */
  readonly poolMax?: number;
  /** Idle time after which a connection is closed, in milliseconds. Default: 30,000. */
  readonly idleTimeoutMs?: number;
  /** How long to wait for a connection from the pool or the server, in milliseconds. Default: 5,000. */
  readonly connectionTimeoutMs?: number;
  /** How long to wait for an answer before the connection is discarded, in milliseconds. Default: 20,000. */
  readonly queryTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/** The config for a URL `postgres://user:password@host:port/database`, without TLS, for one machine. */
export function configFromUrl(url: string): DatabaseConfig {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    host: hostname,
    port: port === '' ? 5432 : Number(port),
    database: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    auth: { kind: 'password', password: decodeURIComponent(password) },
    tls: 'off',
  };
}
