import { isSettlementId } from '@pos/contract/schemas/settlement-reference.ts';
import type { Database } from '@pos/database/database.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { Network } from '@pos/vocabulary/network.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { and, eq, inArray } from 'drizzle-orm';
import type { StoredPayment } from './reservation.ts';

/**
 * The payment with this id or transaction. The networks are part of the condition because they are the first column of
 * the index. A transaction is on one network, so at most one payment has its reference.
 */
export async function findPayment({ orm }: Database, reference: string): Promise<StoredPayment | undefined> {
  const { id, network, txSignature } = settlements;
  const [found] = await orm
    .select()
    .from(settlements)
    .where(
      isSettlementId(reference)
        ? eq(id, reference)
        : and(inArray(network, [...Network.options]), eq(txSignature, reference as TransactionSignature)),
    );
  return found;
}
