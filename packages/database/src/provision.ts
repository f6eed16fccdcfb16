import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { clientOptions } from './client-options.ts';
import type { DatabaseConfig } from './connection-config.ts';

/**
 * `registry_owner` applies migrations, `registry_app` serves requests and consumes events, `registry_worker` runs the
 * background tasks.
 */
export const ROLES = ['registry_owner', 'registry_app', 'registry_worker'] as const;
export type RoleName = (typeof ROLES)[number];

/** One password per role on a local server. On RDS roles have no passwords, because they authenticate by IAM. */
export type RoleSecrets =
  { readonly kind: 'iam' } | { readonly kind: 'password'; readonly passwords: Readonly<Record<RoleName, string>> };

/**
 * Time limits of the runtime roles. They are settings of the roles, because RDS Proxy would pin a session that changes
 * a setting. The limits of the worker are higher, because the relay and passes over all pairs may take longer than
 * requests.
 */
const LIMITS: Readonly<Record<RoleName, Readonly<Record<string, string>>>> = {
  registry_owner: { lock_timeout: '30s' },
  registry_app: { statement_timeout: '15s', lock_timeout: '5s', idle_in_transaction_session_timeout: '30s' },
  registry_worker: { statement_timeout: '120s', lock_timeout: '10s', idle_in_transaction_session_timeout: '60s' },
};

/**
 * Creates the roles and the database, owned by `registry_owner`, as the server's administrator. Existing roles and an
 * existing database are changed to the same state. Runs before {@link migrate}.
 */
export async function provision(admin: DatabaseConfig, database: string, secrets: RoleSecrets): Promise<void> {
  const client = new Client(clientOptions(admin));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [PROVISION_LOCK]);
    // On RDS the administrator may be registry_owner itself, with the password that it has just used.
    const others = ROLES.filter((role) => role !== admin.user);
    for (const role of others) await provisionRole(client, role, secrets);
    // An administrator without superuser rights can give ownership only to a role that it is a member of.
    if (others.includes('registry_owner')) await client.query('grant registry_owner to current_user');
    await limitTimes(client);
    await provisionDatabase(client, database);
  } finally {
    await client.end();
  }
}

const PROVISION_LOCK = 4_021_990_001;

async function provisionRole(client: Client, role: RoleName, secrets: RoleSecrets): Promise<void> {
  const name = escapeIdentifier(role);
  const known = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (known.rowCount === 0) await client.query(`create role ${name} login`);
  if (secrets.kind === 'password')
    await client.query(`alter role ${name} password ${escapeLiteral(secrets.passwords[role])}`);
  else await client.query(`grant rds_iam to ${name}`);
}

async function limitTimes(client: Client): Promise<void> {
  for (const role of ROLES) {
    for (const [setting, value] of Object.entries(LIMITS[role])) {
      await client.query(`alter role ${escapeIdentifier(role)} set ${setting} = ${escapeLiteral(value)}`);
    }
  }
}

async function provisionDatabase(client: Client, database: string): Promise<void> {
  const name = escapeIdentifier(database);
  const known = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (known.rowCount === 0) await client.query(`create database ${name} owner registry_owner`);
  else await client.query(`alter database ${name} owner to registry_owner`);
  await client.query(`revoke all on database ${name} from public`);
  await client.query(`grant connect on database ${name} to registry_app, registry_worker`);
}
