import { configFromUrl } from '@pos/database/connection-config.ts';
import { migrate } from '@pos/database/migrate.ts';
import { provision, type RoleName } from '@pos/database/provision.ts';
import { DatabaseServerError } from '@pos/embedded-database/database-server-error.ts';
import { startDatabaseServer } from '@pos/embedded-database/start-database-server.ts';
import { StartError } from './start-error.ts';

const DATABASE = 'registry';

export interface RunningDatabase {
  /** A `postgres://` URL for psql and for parts of the local cloud. */
  url(role: RoleName): string;
  /** The variables by which functions and containers reach it. */
  variables(role: RoleName): Record<string, string>;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly passwords: Readonly<Record<RoleName, string>>;
  readonly onFault: (message: string) => void;
}

/** PostgreSQL with its roles, its database and every migration applied. */
export async function startDatabase({ port, dataDir, passwords, onFault }: DatabaseOptions): Promise<RunningDatabase> {
  const server = await startDatabaseServer({ dataDir, port, log: onFault }).catch((error: unknown) => {
    if (error instanceof DatabaseServerError) throw new StartError(error.message, error.cure, { cause: error });
    throw error;
  });
  const url = (role: RoleName) => `postgres://${role}:${encodeURIComponent(passwords[role])}@${server.host}:${server.port}/${DATABASE}`;
  try {
    await provision(configFromUrl(server.adminUrl), DATABASE, { kind: 'password', passwords });
    await migrate(configFromUrl(url('registry_owner')));
  } catch (error) {
    await server.stop();
    throw error;
  }
  let asked = false;
  void server.exited.then((code) => {
    if (!asked) onFault(`PostgreSQL is gone (code ${code}). Its log is ${server.logFile}.`);
  });
  return {
    url,
    variables: (role) => ({
      DATABASE_HOST: server.host,
      DATABASE_PORT: String(server.port),
      DATABASE_NAME: DATABASE,
      DATABASE_USER: role,
      DATABASE_AUTH: 'password',
      DATABASE_PASSWORD: passwords[role],
      DATABASE_TLS: 'off',
    }),
    stop: async () => {
      asked = true;
      await server.stop();
    },
  };
}
