import type { Queries } from './session.ts';

/** Query builders inside a transaction. Everything that they write is committed or rolled back together. */
export interface Transaction extends Queries {
  /** Wakes the listeners of this channel after the commit. A rollback wakes no listener. */
  wake(channel: string): void;
}

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /**
   * Maximum number of attempts if the transaction conflicts with others. Use more than 1 only for work without external
   * effects. Default: 1.
   */
  readonly attempts?: number;
}

/**
 * The registry's database. Calls throw `DatabaseUnavailableError` in an outage and `QueryError` for a refused query.
 * Lost connections are replaced.
 */
export interface Database {
  /** Query builder for single statements. Each statement runs in its own transaction. */
  readonly orm: Queries;
  /** Runs `work` as one transaction. Commits when `work` returns and rolls back when it throws. */
  transaction<Value>(work: (tx: Transaction) => Promise<Value>, options?: TransactionOptions): Promise<Value>;
  close(): Promise<void>;
}
