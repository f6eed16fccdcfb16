import type { ReservedBy, SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** Columns of a stored payment that decisions depend on. */
export interface PaymentState {
  readonly status: SettlementStatus;
  readonly reservedBy: ReservedBy;
  readonly bindingHash: string;
  readonly reservedAt: Date;
}

/** Facts of a request that decisions depend on. */
export interface SettlementRequest {
  readonly bindingHash: string;
  readonly servesAfterVerify: boolean;
  readonly requirements: { readonly maxTimeoutSeconds: number };
}

/**
 * What `/settle` answers. `once` is set where the answer itself lets a server serve: the success is then told a single
 * time, and later requests are refused.
 */
export type SettlementAnswer<Row> =
  | { readonly kind: 'tell-success'; readonly row: Row; readonly once: boolean }
  | { readonly kind: 'tell-pending'; readonly row: Row }
  | { readonly kind: 'tell-failure'; readonly row: Row }
  | { readonly kind: 'refuse'; readonly row: Row; readonly reason: RefusalReason };

/**
 * What `/settle` does next. `reserve`: the payment is new. `send`: the payment is reserved for this request and was not
 * sent. `resume`: the payment was sent and its outcome is unknown. Each decision carries the row that it was made on.
 */
export type SettlementDecision<Row> =
  | { readonly kind: 'reserve' }
  | { readonly kind: 'send'; readonly row: Row }
  | { readonly kind: 'resume'; readonly row: Row }
  | SettlementAnswer<Row>;

/** Decides what `/settle` does with a payment in the state in which the payment was found. */
export function decideSettlement<Row extends PaymentState>(
  row: Row | undefined,
  request: SettlementRequest,
  now: Date,
): SettlementDecision<Row> {
  if (row === undefined) return { kind: 'reserve' };
  if (row.bindingHash !== request.bindingHash)
    return { kind: 'refuse', row, reason: 'payment_claimed_for_other_requirements' };
  switch (row.status) {
    case 'reserved': {
      const ageMs = now.getTime() - row.reservedAt.getTime();
      const isLate = ageMs > request.requirements.maxTimeoutSeconds * 1000;
      return isLate ? { kind: 'refuse', row, reason: 'payment_expired' } : { kind: 'send', row };
    }
    case 'sent':
    case 'pending':
      return { kind: 'resume', row };
    default:
      return decideAnswer(row, request);
  }
}

/** Decides what `/settle` answers once it did what it can: the outcome, or that the outcome is still unknown. */
export function decideAnswer<Row extends Pick<PaymentState, 'status' | 'reservedBy'>>(
  row: Row,
  { servesAfterVerify }: Pick<SettlementRequest, 'servesAfterVerify'>,
): SettlementAnswer<Row> {
  switch (row.status) {
    case 'confirmed':
    case 'finalized':
      // A success is repeated only to the server that `/verify` let serve: the repeated answer lets nobody serve again.
      return { kind: 'tell-success', row, once: row.reservedBy !== 'verify' || !servesAfterVerify };
    case 'failed':
      return { kind: 'tell-failure', row };
    case 'expired':
      return { kind: 'refuse', row, reason: 'payment_expired' };
    case 'reserved':
    case 'sent':
    case 'pending':
      return { kind: 'tell-pending', row };
  }
}
