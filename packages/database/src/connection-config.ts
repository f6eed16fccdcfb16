/** How to prove who we are: a password, or a token made from the AWS identity of this process (region: as the SDK finds it). */
export type DatabaseAuth =
  { readonly kind: 'password'; readonly password: string } | { readonly kind: 'iam'; readonly region?: string };

/** Where the database is and how to talk to it. Plain data: who reads the environment makes it. */
export interface DatabaseConfig {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly auth: DatabaseAuth;
  readonly tls: 'off' | 'verify';
  /** Certificates to trust, in PEM. Left out, those that Node trusts: RDS Proxy's are among them, RDS's own are not. */
  readonly ca?: string;
  /** Connections at most; 1 in a Lambda function, behind the proxy. Default 10. */
  readonly poolMax?: number;
  /** An idle connection is closed after this. Default 30,000. */
  readonly idleTimeoutMs?: number;
  /** How long to wait for a connection, from the pool or the server. Default 5,000. */
  readonly connectionTimeoutMs?: number;
  /** How long to wait for an answer before the connection is given up for dead. Default 20,000. */
  readonly queryTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/** The config that a `postgres://user:password@host:port/database` URL means, without TLS: for one machine. */
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
