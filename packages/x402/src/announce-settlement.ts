import { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import type { Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import type { settlements } from '@pos/database/schema/settlements.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';

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
  const events = outgoingEvents(settlementConfirmed, {
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
  await enqueue(tx, events);
}
