import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { rowsAsArrays } from './rows-as-arrays.ts';

/**
 * Until the transaction ends, whoever else locks one of these keys waits; nobody else does. Keys are locked in one order, so
 * that no two callers wait for each other. A row need not be there to be locked by its key, and nothing is written. What
 * the others wrote is seen by the statements that follow. RDS Proxy does not pin a session to locks of a transaction.
 */
export async function lockKeys(tx: Transaction, keys: readonly string[]): Promise<void> {
  await tx.execute(locking(keys));
}

/** The query that {@link lockKeys} runs, for the caller to run with others; one row, which says how many keys are `held`. */
export const locking = (
  keys: readonly string[],
): SQL => sql`select count(*) as held from (select pg_advisory_xact_lock(key)
  from (select distinct hashtextextended(key, 0) as key from ${rowsAsArrays(
    keys.map((key) => ({ key })),
    { key: 'text' },
  )} w order by key) k) l`;

/** A condition that locks a key as {@link lockKeys} does where nobody has it, and is false where somebody does. */
export const tryKey = (key: SQL): SQL => sql`pg_try_advisory_xact_lock(hashtextextended(${key}, 0))`;
