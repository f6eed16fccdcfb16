import { detailType } from '@pos/contract/event.ts';
import { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import type { Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import type { settlements } from '@pos/database/schema/settlements.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import * as z from 'zod';

interface Seen {
  readonly slot: bigint;
  readonly at: Date;
  readonly eventId: string;
}

/** Enqueues `SettlementConfirmed` for a payment to a registered agent. Other payments are recorded without an event. */
export async function announceSettlement(
  tx: Transaction,
  payment: typeof settlements.$inferSelect,
  { slot, at, eventId }: Seen,
): Promise<void> {
  if (payment.agentDid === null || payment.txSignature === null) return;
  const detail = z.encode(settlementConfirmed.detail, {
    eventId,
    settlementId: payment.id,
    did: payment.agentDid,
    network: payment.network,
    asset: payment.asset,
    amount: payment.amountAtomic,
    payer: payment.payer,
    payTo: payment.payTo,
    txSignature: payment.txSignature,
    slot,
    occurredAt: at,
  });
  const { source } = settlementConfirmed;
  await enqueue(tx, [{ eventId, source, detailType: detailType(settlementConfirmed), detail: detail as Json }]);
}
