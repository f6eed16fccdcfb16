/**
 * Runs PostgreSQL on a data directory until Ctrl-C, for example on one that a failed test run kept: `npm run node --
 * packages/embedded-database/src/main.ts <directory> [port]`
 */
import { DatabaseServerError } from './database-server-error.ts';
import { startDatabaseServer } from './start-database-server.ts';

const [dataDir, port] = process.argv.slice(2);
if (dataDir === undefined) {
  process.stderr.write('Name the data directory to open.\n');
  process.exit(2);
}
try {
  const server = await startDatabaseServer({
    dataDir,
    ...(port === undefined ? {} : { port: Number(port) }),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${server.adminUrl}\nCtrl-C stops it.\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
  await server.exited;
} catch (error) {
  if (!(error instanceof DatabaseServerError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
