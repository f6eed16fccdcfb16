import type { Queries } from './session.ts';

/** Query builders inside a transaction: what was written is either all kept or all undone. */
export interface Transaction extends Queries {
  /** After the commit, and only then, wakes whoever listens on this channel. */
  wake(channel: string): void;
}

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** How often to run it at most when others stand in its way. More than 1 only for work without outside effects. */
  readonly attempts?: number;
}

/**
 * The registry's database. Outages throw `DatabaseUnavailableError`, refused queries `QueryError`; connections lost in
 * an outage are replaced by themselves.
 */
export interface Database {
  /** Single statements, each a transaction of its own. */
  readonly orm: Queries;
  /** Runs `work` as one transaction: commits when it returns, undoes everything when it throws. */
  transaction<Value>(work: (tx: Transaction) => Promise<Value>, options?: TransactionOptions): Promise<Value>;
  close(): Promise<void>;
}
