import type { Settlement } from '@pos/contract/x402/schemas/settlement.ts';
import type { settlements } from '@pos/database/schema/settlements.ts';
import type * as z from 'zod';

/** The columns that the public view of a payment shows. */
export type ShownPayment = Pick<
  typeof settlements.$inferSelect,
  | 'id'
  | 'agentDid'
  | 'network'
  | 'asset'
  | 'amountAtomic'
  | 'payTo'
  | 'status'
  | 'txSignature'
  | 'slot'
  | 'reservedAt'
  | 'confirmedAt'
>;

/**
 * The public view of a payment. `finalized` is shown as `confirmed`, because callers do not need the distinction.
 */
export const settlementBody = (payment: ShownPayment): z.output<typeof Settlement> => ({
  settlementId: payment.id,
  did: payment.agentDid,
  network: payment.network,
  asset: payment.asset,
  amount: payment.amountAtomic,
  payTo: payment.payTo,
  status: payment.status === 'finalized' ? 'confirmed' : payment.status,
  txSignature: payment.txSignature,
  slot: payment.slot,
  createdAt: payment.reservedAt,
  confirmedAt: payment.confirmedAt,
});
