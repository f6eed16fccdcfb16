import type { ReservedBy } from '@pos/database/schema/settlements.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { canonicalJson } from './domain/payment-terms.ts';
import type { ExaminedPayment } from './examine-payment.ts';
import type { Payments } from './payments.ts';
import type { ReservationOutcome } from './reservation.ts';
import type { Refusal } from './schemes/scheme.ts';

interface Reserving {
  readonly payments: Payments;
  readonly clock: Clock;
  readonly newId: () => string;
}

/**
 * Rehearses the payment and, if that succeeds, reserves it. The reservation ends when the payment can no longer be
 * paid.
 */
export async function reservePayment(
  { payments, clock, newId }: Reserving,
  payment: ExaminedPayment,
  reservedBy: ReservedBy,
): Promise<Result<ReservationOutcome, Refusal>> {
  const { scheme, read, checked, requirements, resourceUrl, paymentIdentifier, bindingHash } = payment;
  const [rehearsed, lastValid] = await Promise.all([checked.rehearse(), scheme.lastValid()]);
  if (!rehearsed.ok) return err(rehearsed.error);
  const outcome = await payments.reserve({
    id: newId(),
    network: scheme.network,
    scheme: scheme.id,
    artefact: read.artefact,
    reservedBy,
    bindingHash,
    paymentIdentifier,
    payer: checked.payer,
    payTo: read.payTo,
    asset: read.asset,
    amountAtomic: requirements.amount,
    resourceUrl,
    requirements: JSON.parse(canonicalJson(requirements)) as Json,
    schemeData: checked.schemeData,
    lastValid,
    reservedAt: clock.now(),
  });
  return ok(outcome);
}
