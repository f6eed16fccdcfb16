import { configFromUrl } from '@pos/database/connection-config.ts';
import { migrate } from '@pos/database/migrate.ts';
import { provision, type RoleName } from '@pos/database/provision.ts';
import { DatabaseServerError } from '@pos/embedded-database/database-server-error.ts';
import { startDatabaseServer, type DatabaseServer } from '@pos/embedded-database/start-database-server.ts';
import { supervise, type RunningPart } from './processes/supervise.ts';
import { StartError } from './start-error.ts';

const DATABASE = 'registry';

export interface RunningDatabase {
  readonly processId: () => number;
  /** A `postgres://` URL, for psql and for parts of the local cloud. */
  url(role: RoleName): string;
  /** Environment variables by which functions and containers connect. */
  variables(role: RoleName): Record<string, string>;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly passwords: Readonly<Record<RoleName, string>>;
  readonly onFault: (message: string) => void;
  /** Called when the server runs again after it died. */
  readonly onBack: () => void;
}

type Server = RunningPart & Pick<DatabaseServer, 'host' | 'port' | 'adminUrl'>;

async function startServer({ port, dataDir, onFault }: DatabaseOptions): Promise<Server> {
  try {
    const { exited, ...server } = await startDatabaseServer({ dataDir, port, log: onFault });
    const ended = exited.then(
      (code) => `it ended ${code === null ? 'by a signal' : `with code ${code}`}; its log is ${server.logFile}`,
    );
    return { ...server, ended };
  } catch (error) {
    if (error instanceof DatabaseServerError) throw new StartError(error.message, error.cure, { cause: error });
    throw error;
  }
}

/** Starts PostgreSQL with its roles, its database and all migrations, and restarts it when it dies. */
export async function startDatabase(options: DatabaseOptions): Promise<RunningDatabase> {
  const { passwords, onFault, onBack } = options;
  const supervised = await supervise({ name: 'PostgreSQL', start: () => startServer(options), say: onFault, onBack });
  const { host, port, adminUrl } = supervised.current();
  const url = (role: RoleName) =>
    `postgres://${role}:${encodeURIComponent(passwords[role])}@${host}:${port}/${DATABASE}`;
  try {
    await provision(configFromUrl(adminUrl), DATABASE, { kind: 'password', passwords });
    await migrate(configFromUrl(url('registry_owner')));
  } catch (error) {
    await supervised.stop();
    throw error;
  }
  return {
    processId: () => supervised.current().processId,
    url,
    variables: (role) => ({
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: DATABASE,
      DATABASE_USER: role,
      DATABASE_AUTH: 'password',
      DATABASE_PASSWORD: passwords[role],
      DATABASE_TLS: 'off',
    }),
    stop: () => supervised.stop(),
  };
}
