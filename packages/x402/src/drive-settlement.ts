import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { SolanaUnavailableError } from '@pos/ledger/solana-unavailable-error.ts';
import { signAsFeePayer } from '@pos/ledger/wire-transaction.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { decideReconciliation, type Reconciliation } from '@pos/ledger/domain/decide-reconciliation.ts';
import type { PaymentTransaction } from './domain/payment-transaction.ts';
import type { Payments, StoredPayment } from './payments.ts';

export interface Driving {
  readonly payments: Payments;
  readonly solana: SolanaLedger;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Signs, keeps the signed bytes, and only then sends them: whatever dies afterwards, the chain can be asked. */
export async function sendPayment(
  d: Driving & { readonly facilitatorKey: FacilitatorKey },
  id: string,
  transaction: PaymentTransaction,
): Promise<StoredPayment> {
  const { wire, signature } = signAsFeePayer(d.facilitatorKey, transaction);
  const { payment, byUs } = await d.payments.markSent(id, { wire, signature, at: d.clock.now() });
  if (byUs) await broadcast(d, payment);
  return payment;
}

/** Gives the kept bytes to the chain. Sending again is harmless; that it failed says nothing about the outcome. */
export async function broadcast(
  { solana }: Pick<Driving, 'solana'>,
  { signedTransaction }: StoredPayment,
): Promise<void> {
  if (signedTransaction === null) return;
  try {
    await solana.send(signedTransaction);
  } catch (error) {
    if (!(error instanceof SolanaUnavailableError)) throw error;
  }
}

/** A payment as it is in the end, and whether its ticket to serve was taken on the way. */
export interface Outcome {
  readonly payment: StoredPayment;
  readonly ticketTaken: boolean;
}

/** Waits for the chain and records what it says, with or without an outcome. */
export async function awaitOutcome(d: Driving, payment: StoredPayment, withinMs: number): Promise<Outcome> {
  const { txSignature } = payment;
  if (txSignature === null) return { payment, ticketTaken: false };
  const status = await d.solana.awaitConfirmation(txSignature, { withinMs });
  if (status.kind === 'confirmed' || status.kind === 'finalized') {
    const { error, slot } = status;
    if (error !== undefined) await d.payments.fail(payment.id, error);
    const confirmed =
      error === undefined
        ? await d.payments.confirm(payment.id, { slot, at: d.clock.now(), eventId: d.newId(), told: true })
        : undefined;
    if (confirmed !== undefined) return { payment: confirmed, ticketTaken: true };
  }
  return { payment: (await d.payments.find(payment.network, payment.messageHash)) ?? payment, ticketTaken: false };
}

/** One look at the chain for a payment that was sent, and what follows from it. */
export async function reconcilePayment(d: Driving, payment: StoredPayment): Promise<void> {
  if (payment.txSignature === null) return;
  const finalized = await d.solana.tip('finalized');
  const [status] = await d.solana.statuses([payment.txSignature], { history: true });
  if (status !== undefined) await record(d, payment, decideReconciliation(payment, { finalized, status }));
}

/** Makes the row say what was decided. Each change is conditional, so that a decision made twice counts once. */
export async function record(d: Driving, payment: StoredPayment, decision: Reconciliation): Promise<void> {
  const at = d.clock.now();
  switch (decision.kind) {
    case 'confirm':
      await d.payments.confirm(payment.id, {
        slot: decision.slot,
        at,
        eventId: d.newId(),
        finalized: decision.finalized,
      });
      return;
    case 'finalize':
      await d.payments.finalize([payment.id], at);
      return;
    case 'fail':
      await d.payments.fail(payment.id, decision.error);
      return;
    case 'expire':
      await d.payments.expire(payment.id);
      return;
    case 'rebroadcast':
      await broadcast(d, payment);
      return;
    case 'wait':
    case 'vanished':
      return;
  }
}
