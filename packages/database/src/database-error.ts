import { isNativeError } from 'node:util/types';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { DatabaseError } from 'pg';

/**
 * The database cannot answer now: it is down, restarting, out of connections or too slow. Repeating later is right.
 * `outcomeUnknown`: the connection was lost in the middle of a commit, so the work may have been done.
 */
export class DatabaseUnavailableError extends OutageError {
  override readonly name = 'DatabaseUnavailableError';
  readonly code = 'database-unavailable';
  readonly outcomeUnknown: boolean;

  constructor(reason: string, outcomeUnknown = false) {
    super(
      'database',
      `The database is not available (${reason}). Repeat later; see that PostgreSQL runs and takes connections.`,
    );
    this.outcomeUnknown = outcomeUnknown;
  }
}

/**
 * PostgreSQL refused a query. Holds what helps to mend it, and never a parameter: drizzle's own error carries them in
 * its message, PostgreSQL's in its detail, and both would end in a log.
 */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'query-failed';
  /** SQLSTATE, Appendix A of PostgreSQL's manual. */
  readonly sqlState: string;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly statement: string | undefined;

  constructor(cause: DatabaseError, statement?: string) {
    const sqlState = cause.code ?? 'XX000';
    // Messages of class 22, data exceptions, quote the datum.
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

/** Two transactions stood in each other's way; the one that is told may begin anew. */
export const isConflict = (error: unknown): boolean =>
  error instanceof QueryError && (error.sqlState === '40001' || error.sqlState === '40P01');

/** What is thrown to callers in place of what `pg` or drizzle threw; anything not of theirs stays as it is. */
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

/** drizzle's DrizzleQueryError by its shape: two copies of drizzle in one process would defeat `instanceof`. */
const isFailedQuery = (error: unknown): error is Error & { query: string; params: unknown } =>
  error instanceof Error && 'query' in error && 'params' in error && typeof error.query === 'string';

/** SQLSTATEs that speak of the server's state, not of the query: connection lost, shutting down, starting, exhausted. */
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
/** `pg` throws these without a code; the text is all there is to tell them by (pg 8.23, client.js and pg-pool's index.js). */
const CODELESS_OUTAGES = [
  'Connection terminated',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
];

function outage(error: unknown): string | undefined {
  // Not by `instanceof`: under Jest the errors of sockets come from another realm.
  if (!isNativeError(error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined) return NETWORK_CODES.has(code) || OUTAGE_STATES.test(code) ? code : undefined;
  return CODELESS_OUTAGES.find((text) => error.message.startsWith(text));
}
