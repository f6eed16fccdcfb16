import { Pool, type PoolClient } from 'pg';
import { clientOptions } from './client-options.ts';
import type { DatabaseConfig } from './connection-config.ts';
import type { Database, Transaction, TransactionOptions } from './database.ts';
import { DatabaseUnavailableError, isConflict, translateError } from './database-error.ts';
import { queriesOver, type QueryRunner } from './session.ts';

/** Creates the pool. Connections are opened on first use and replaced after an outage. */
export function connect(config: DatabaseConfig): Database {
  const pool = new Pool({
    ...clientOptions(config),
    max: config.poolMax ?? 10,
    idleTimeoutMillis: config.idleTimeoutMs ?? 30_000,
  });
  // The pool emits an `error` event when it loses an idle connection, and an `error` event without a listener ends the
  // process.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return {
    orm: queriesOver(borrowing(pool)),
    transaction: (work, options = {}) => repeated(() => transact(pool, work, options), options.attempts ?? 1),
    close: () => pool.end(),
  };
}

const ignore = (): void => undefined;

/**
 * Runs single queries over the pool. `Pool.query` discards the connection after every refused query, and a new
 * connection costs a TLS handshake and a token. This runner discards a connection only after an outage.
 */
const borrowing = (pool: Pool): QueryRunner => ({
  async query(query, parameters) {
    const client = await pool.connect();
    let broken = false;
    try {
      return await client.query(query, parameters);
    } catch (error) {
      broken = translateError(error) instanceof DatabaseUnavailableError;
      throw error;
    } finally {
      client.release(broken);
    }
  },
});

async function repeated<Value>(run: () => Promise<Value>, attempts: number): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error) || attempt >= attempts) throw error;
    }
  }
}

async function transact<Value>(
  pool: Pool,
  work: (tx: Transaction) => Promise<Value>,
  { isolation = 'read committed' }: TransactionOptions,
): Promise<Value> {
  const client = await translated(pool.connect());
  const channels = new Set<string>();
  let broken = true;
  try {
    await translated(client.query(`begin isolation level ${isolation}`));
    const tx = Object.assign(queriesOver(client), { wake: (channel: string) => void channels.add(channel) });
    const value = await attempt(client, () => work(tx));
    await commit(client);
    await wake(client, channels);
    broken = false;
    return value;
  } catch (error) {
    broken = !(error instanceof UndoneError);
    throw error instanceof UndoneError ? error.cause : error;
  } finally {
    client.release(broken);
  }
}

/** Wraps an error of the work after a successful rollback, so the connection can be reused. */
class UndoneError extends Error {}

async function attempt<Value>(client: PoolClient, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    // If the connection is lost the server rolls back by itself, and a ROLLBACK would wait behind the query that timed
    // out.
    if (cause instanceof DatabaseUnavailableError) throw cause;
    // The error of the work is reported instead of the failed rollback, because it is the cause.
    const undone = await client.query('rollback').then(
      () => true,
      () => false,
    );
    throw undone ? new UndoneError('undone', { cause }) : cause;
  }
}

async function commit(client: PoolClient): Promise<void> {
  try {
    const { command } = await client.query('commit');
    // If the work swallowed an error, PostgreSQL answers COMMIT with ROLLBACK and without an error.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back, because a query in it failed and its error was swallowed.');
  } catch (error) {
    const known = translateError(error);
    throw known instanceof DatabaseUnavailableError
      ? new DatabaseUnavailableError('connection lost at commit', true)
      : known;
  }
}

/**
 * Notifies after the commit. NOTIFY inside the transaction holds a lock on the whole server until the commit is on
 * disk, for one transaction at a time. A lost wake-up costs its listener one polling interval.
 */
async function wake(client: PoolClient, channels: ReadonlySet<string>): Promise<void> {
  for (const channel of channels) await client.query('select pg_notify($1, $2)', [channel, '']).catch(ignore);
}

async function translated<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw translateError(error);
  }
}
