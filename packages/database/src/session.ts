import { NodePgSession, type NodePgClient, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { QueryConfig, QueryResult } from 'pg';
import { PgDatabase, PgDialect } from 'drizzle-orm/pg-core';
import { translateError } from './database-error.ts';

type Drizzle = PgDatabase<NodePgQueryResultHKT, Record<string, never>>;

/** Drizzle's query builders. Only `Database.transaction` begins a transaction. */
export type Queries = Omit<Drizzle, 'transaction' | 'query' | '_query' | 'refreshMaterializedView' | '$cache'>;

/** The part of a connection or a pool that a session uses. */
export interface QueryRunner {
  query(query: QueryConfig, parameters: unknown[]): Promise<QueryResult>;
}

const dialect = new PgDialect();

/** Query builders over a pool or one connection. Their errors are translated, and they prepare no statement by name. */
export const queriesOver = (runner: QueryRunner): Queries =>
  new PgDatabase(dialect, new Session(runner as NodePgClient, dialect, undefined), undefined);

/** A class, because drizzle offers no other extension point. Every query of a session calls `prepareQuery`. */
class Session extends NodePgSession<Record<string, never>, Record<string, never>> {
  override prepareQuery: NodePgSession<Record<string, never>, Record<string, never>>['prepareQuery'] = (...args) => {
    const [query, fields, , ...rest] = args;
    // Behind RDS Proxy a named prepared statement pins the session to one connection.
    const prepared = super.prepareQuery(query, fields, undefined, ...rest);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = async (placeholders) => {
      try {
        return await execute(placeholders);
      } catch (error) {
        throw translateError(error);
      }
    };
    return prepared as never;
  };
}
