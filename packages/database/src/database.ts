import type { Queries } from './session.ts';

/** Query builders inside a transaction. Everything that they write is committed or rolled back together. */
export interface Transaction extends Queries {
  /** Wakes the listeners of this channel after the commit, and only then. */
  wake(channel: string): void;
}

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /**
   * Maximum number of attempts when the transaction conflicts with others. More than 1 only for work without external
   * effects. Default: 1.
   */
  readonly attempts?: number;
}

/**
 * The registry's database. An outage throws `DatabaseUnavailableError`, a refused query `QueryError`. Connections that
 * are lost in an outage are replaced.
 */
export interface Database {
  /** Single statements, each a transaction of its own. */
  readonly orm: Queries;
  /** Runs `work` as one transaction: commits when it returns, rolls back when it throws. */
  transaction<Value>(work: (tx: Transaction) => Promise<Value>, options?: TransactionOptions): Promise<Value>;
  close(): Promise<void>;
}
