import type { Database } from '@pos/database/database.ts';
import { settlements, type SettlementStatus } from '@pos/database/schema/settlements.ts';
import { and, desc, inArray, lt, type SQL } from 'drizzle-orm';
import type { StoredPayment } from './reservation.ts';

export interface PaymentPage {
  readonly status: Exclude<SettlementStatus, 'finalized'> | undefined;
  readonly limit: number;
  /** Id of the last payment on the previous page. */
  readonly before: string | undefined;
}

/** A page of the payments that fit a condition, newest first. */
export function paymentPage(
  database: Database,
  condition: SQL | undefined,
  { status, limit, before }: PaymentPage,
): Promise<readonly StoredPayment[]> {
  const statuses: readonly SettlementStatus[] =
    status === 'confirmed' ? ['confirmed', 'finalized'] : status === undefined ? [] : [status];
  return database.orm
    .select()
    .from(settlements)
    .where(
      and(
        condition,
        before === undefined ? undefined : lt(settlements.id, before),
        statuses.length === 0 ? undefined : inArray(settlements.status, [...statuses]),
      ),
    )
    .orderBy(desc(settlements.id))
    .limit(limit);
}

/** The rows of a page, which was read with one row more than its limit, and the cursor of the next page. */
export function cutPage(found: readonly StoredPayment[], limit: number) {
  const payments = found.slice(0, limit);
  return { payments, nextCursor: found.length > limit ? (payments.at(-1)?.id ?? null) : null };
}
