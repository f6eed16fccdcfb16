import type { ReservedBy, SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** Columns of a stored payment that the decisions read. */
export interface PaymentState {
  readonly status: SettlementStatus;
  readonly reservedBy: ReservedBy;
  readonly bindingHash: string;
  readonly reservedAt: Date;
}

/** Facts about a request that the decisions read. */
export interface SettlementRequest {
  readonly bindingHash: string;
  readonly servesAfterVerify: boolean;
  readonly requirements: { readonly maxTimeoutSeconds: number };
}

/**
 * The response of `/settle`. `once` is true if the response itself entitles a server to serve. Such a success is
 * reported once, and later requests are refused.
 */
export type SettlementAnswer<Row> =
  | { readonly kind: 'tell-success'; readonly row: Row; readonly once: boolean }
  | { readonly kind: 'tell-pending'; readonly row: Row }
  | { readonly kind: 'tell-failure'; readonly row: Row }
  | { readonly kind: 'refuse'; readonly row: Row; readonly reason: RefusalReason };

/**
 * The next step of `/settle`. `reserve` is for a new payment. `send` is for a payment that is reserved for this request
 * and was not sent. `resume` is for a payment that was sent and whose outcome is unknown. Each decision contains the
 * row on which it is based.
 */
export type SettlementDecision<Row> =
  | { readonly kind: 'reserve' }
  | { readonly kind: 'send'; readonly row: Row }
  | { readonly kind: 'resume'; readonly row: Row }
  | SettlementAnswer<Row>;

/** Decides the next step of `/settle` from the stored state of the payment. */
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

/** Decides the final response of `/settle`, which is the outcome or that the outcome is still unknown. */
export function decideAnswer<Row extends Pick<PaymentState, 'status' | 'reservedBy'>>(
  row: Row,
  { servesAfterVerify }: Pick<SettlementRequest, 'servesAfterVerify'>,
): SettlementAnswer<Row> {
  switch (row.status) {
    case 'confirmed':
    case 'finalized':
      // A success is repeated only to the server that may serve because of `/verify`. The repeated response does not
      // entitle anybody to serve again.
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
