import { isNativeError } from 'node:util/types';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { DatabaseError } from 'pg';

/**
 * The database cannot answer at present, because it is down, restarting, too slow or out of connections. The caller may
 * retry later. `outcomeUnknown` is true if the connection was lost during a commit, so the work may have been
 * committed.
 */
export class DatabaseUnavailableError extends OutageError {
  override readonly name = 'DatabaseUnavailableError';
  readonly code = 'database-unavailable';
  readonly outcomeUnknown: boolean;

  constructor(reason: string, outcomeUnknown = false) {
    super(
      'database',
      `The database is not available (${reason}). Repeat later. Check that PostgreSQL runs and accepts connections.`,
    );
    this.outcomeUnknown = outcomeUnknown;
  }
}

/**
 * PostgreSQL refused a query. The error helps to correct the query and contains no parameter values. Drizzle's error
 * contains them in its message and PostgreSQL's error in its detail, so logging those errors would log the parameters.
 */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'query-failed';
  /** SQLSTATE, see Appendix A of PostgreSQL's manual. */
  readonly sqlState: string;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly statement: string | undefined;

  constructor(cause: DatabaseError, statement?: string) {
    const sqlState = cause.code ?? 'XX000';
    // Messages of class 22 (data exceptions) quote the value.
    const said = sqlState.startsWith('22') ? 'the data do not fit' : cause.message;
    super(`Query failed: ${said} (SQLSTATE ${sqlState})`);
    this.sqlState = sqlState;
    this.constraint = cause.constraint;
    this.table = cause.table;
    this.statement = statement;
  }
}

export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  error instanceof QueryError && error.sqlState === '23505' && error.constraint === constraint;

/** True if the transaction conflicted with another one and may run again. */
export const isConflict = (error: unknown): boolean =>
  error instanceof QueryError && (error.sqlState === '40001' || error.sqlState === '40P01');

/** Translates an error of `pg` or drizzle into one of this file. Any other error is returned as it is. */
export function translateError(error: unknown): unknown {
  if (isFailedQuery(error)) return translate(error.cause, error.query);
  return translate(error);
}

function translate(error: unknown, statement?: string): unknown {
  const reason = outage(error);
  if (reason !== undefined) return new DatabaseUnavailableError(reason);
  if (error instanceof DatabaseError) return new QueryError(error, statement);
  if (statement === undefined) return error;
  return new Error(
    `Query failed before it reached PostgreSQL: ${(error as Error | undefined)?.name ?? 'unknown error'} in ${statement}`,
  );
}

/**
 * Recognises drizzle's DrizzleQueryError by its shape, because `instanceof` fails with two copies of drizzle in one
 * process.
 */
const isFailedQuery = (error: unknown): error is Error & { query: string; params: unknown } =>
  error instanceof Error && 'query' in error && 'params' in error && typeof error.query === 'string';

/**
 * SQLSTATEs that describe the state of the server and not a fault of the query: connection lost, shutting down,
 * starting or out of resources.
 */
const OUTAGE_STATES = /^(?:08...|57P0[1-5]|53[0-4]00|57014|55P03|25P03)$/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);
/**
 * Messages of errors that `pg` throws without a code, so that only the text identifies them (pg 8.23, client.js and
 * pg-pool's index.js).
 */
const CODELESS_OUTAGES = [
  'Connection terminated',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
];

function outage(error: unknown): string | undefined {
  // Does not use `instanceof`, because under Jest socket errors come from another realm.
  if (!isNativeError(error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined) return NETWORK_CODES.has(code) || OUTAGE_STATES.test(code) ? code : undefined;
  return CODELESS_OUTAGES.find((text) => error.message.startsWith(text));
}
