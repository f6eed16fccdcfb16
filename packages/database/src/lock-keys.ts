import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { rowsAsArrays } from './rows-as-arrays.ts';

/**
 * Locks keys until the transaction ends. Other callers with one of these keys wait; callers with other keys do not.
 * Keys are locked in a fixed order, so that callers do not deadlock. A key needs no row, and nothing is written. Later
 * statements see the writes of the previous holders. RDS Proxy does not pin a session for a transaction-level lock.
 */
export async function lockKeys(tx: Transaction, keys: readonly string[]): Promise<void> {
  await tx.execute(locking(keys));
}

/**
 * The query of {@link lockKeys}, for a caller that runs it together with other queries. It returns one row with the
 * number of keys as `held`.
 */
export const locking = (
  keys: readonly string[],
): SQL => sql`select count(*) as held from (select pg_advisory_xact_lock(key)
  from (select distinct hashtextextended(key, 0) as key from ${rowsAsArrays(
    keys.map((key) => ({ key })),
    { key: 'text' },
  )} w order by key) k) l`;

/**
 * A condition that takes the same lock as {@link lockKeys} if it is free. It is false if another transaction holds the
 * lock.
 */
export const tryKey = (key: SQL): SQL => sql`pg_try_advisory_xact_lock(hashtextextended(${key}, 0))`;
