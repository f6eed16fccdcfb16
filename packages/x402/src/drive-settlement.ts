import type { Clock } from '@pos/vocabulary/clock.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { ExaminedPayment } from './examine-payment.ts';
import type { Payments } from './payments.ts';
import type { StoredPayment } from './reservation.ts';
import type { PaymentReconciliation, SchemeOutcomes } from './schemes/scheme.ts';

export interface Driving {
  readonly payments: Payments;
  readonly clock: Clock;
  readonly newId: () => string;
}

/**
 * Prepares the payment, stores the prepared bytes, and only then sends them. If the process dies afterwards, another
 * process can finish the payment.
 */
export async function sendPayment(d: Driving, row: StoredPayment, payment: ExaminedPayment): Promise<StoredPayment> {
  const { scheme, checked } = payment;
  const { bytes, txSignature } = await checked.prepare();
  const { settledAmount: amountAtomic } = checked;
  const { payment: sent, byUs } = await d.payments.markSent(row, {
    prepared: bytes,
    txSignature,
    amountAtomic,
    at: d.clock.now(),
  });
  if (byUs) await sendPrepared(scheme, sent);
  return sent;
}

/** Sends the stored bytes. Sending twice is harmless, and a failure to send does not determine the outcome. */
async function sendPrepared(scheme: SchemeOutcomes, { prepared }: StoredPayment): Promise<void> {
  if (prepared === null) return;
  try {
    await scheme.send(prepared);
  } catch (error) {
    if (!(error instanceof OutageError)) throw error;
  }
}

/** A stored payment, and whether this call took the serve right of the payment. */
export interface Outcome {
  readonly payment: StoredPayment;
  readonly serveRightTaken: boolean;
}

/** Waits for the outcome and records it. Returns the current row, with or without an outcome. */
export async function awaitOutcome(
  d: Driving,
  scheme: SchemeOutcomes,
  payment: StoredPayment,
  withinMs: number,
): Promise<Outcome> {
  if (payment.txSignature === null) return { payment, serveRightTaken: false };
  const outcome = await scheme.awaitOutcome(payment, withinMs);
  if (outcome.kind === 'failed') await d.payments.fail(payment.id, outcome.error);
  if (outcome.kind === 'settled') {
    const seen = { slot: outcome.slot, at: d.clock.now(), eventId: d.newId(), told: true };
    const confirmed = await d.payments.confirm(payment.id, seen);
    if (confirmed !== undefined) return { payment: confirmed, serveRightTaken: true };
  }
  return { payment: (await d.payments.find(payment)) ?? payment, serveRightTaken: false };
}

/** Asks the scheme once for the outcome of a payment that was sent, and acts on it. */
export async function reconcilePayment(d: Driving, scheme: SchemeOutcomes, payment: StoredPayment): Promise<void> {
  if (payment.txSignature === null) return;
  const [decision] = await scheme.reconcile([payment]);
  if (decision !== undefined) await record(d, scheme, payment, decision);
}

/** Writes a decision into the row. Each change is conditional, so a repeated decision has no second effect. */
export async function record(
  d: Driving,
  scheme: SchemeOutcomes,
  payment: StoredPayment,
  decision: PaymentReconciliation,
): Promise<void> {
  const at = d.clock.now();
  switch (decision.kind) {
    case 'confirm': {
      const { slot, finalized } = decision;
      await d.payments.confirm(payment.id, { slot, at, eventId: d.newId(), finalized });
      return;
    }
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
      await sendPrepared(scheme, payment);
      return;
    case 'wait':
    case 'vanished':
      return;
  }
}
