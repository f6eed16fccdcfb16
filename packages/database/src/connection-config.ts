/**
 * Authentication by password, or by a token that the AWS identity of this process signs. The SDK determines the region.
 */
export type DatabaseAuth =
  { readonly kind: 'password'; readonly password: string } | { readonly kind: 'iam'; readonly region?: string };

/** Address of the database and settings of its connections. The composition root makes it from the environment. */
export interface DatabaseConfig {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly auth: DatabaseAuth;
  readonly tls: 'off' | 'verify';
  /**
   * Trusted certificates in PEM. Default: the certificates that Node trusts. They cover RDS Proxy but not RDS itself.
   */
  readonly ca?: string;
  /** Maximum number of connections: 1 in a Lambda function, behind the proxy. Default: 10. */
  readonly poolMax?: number;
  /** Idle time after which a connection is closed, in milliseconds. Default: 30,000. */
  readonly idleTimeoutMs?: number;
  /** Timeout for getting a connection from the pool or the server, in milliseconds. Default: 5,000. */
  readonly connectionTimeoutMs?: number;
  /** Timeout of a query in milliseconds, after which the connection is discarded. Default: 20,000. */
  readonly queryTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/**
 * The configuration for a URL `postgres://user:password@host:port/database`. It does not use TLS and is meant for a
 * local server.
 */
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
