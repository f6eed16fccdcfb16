import { refuse, reply, type ReplyOf } from '@pos/contract/reply.ts';
import type { settlePayment } from '@pos/contract/x402/routes/settle-payment.ts';
import type { Log } from '@pos/runtime/log.ts';
import { addressOf } from '@pos/vocabulary/account.ts';
import { decideAnswer, decideSettlement, type SettlementAnswer } from './domain/decide-settlement.ts';
import { awaitOutcome, reconcilePayment, sendPayment, type Driving, type Outcome } from './drive-settlement.ts';
import type { ExaminedPayment } from './examine-payment.ts';
import type { StoredPayment } from './reservation.ts';
import { reservePayment } from './reserve-payment.ts';
import type { Refusal } from './schemes/scheme.ts';

export type Settling = Driving & { readonly log: Log };
type Answer = ReplyOf<typeof settlePayment>;

/** A refusal in the format of x402. `transaction` identifies the payment if it was sent. */
export const failure = (network: string, { reason, message, payer }: Refusal, transaction = '') =>
  reply(200, {
    success: false,
    errorReason: reason,
    ...(message === undefined ? {} : { errorMessage: message }),
    ...(payer === undefined ? {} : { payer: addressOf(payer) }),
    transaction,
    network,
  });

/**
 * Settles a payment that passed every check, and responds by `answerBy`, in ms since 1970. Each iteration of the loop
 * carries out one decision. If another request changes the row in between, the loop decides again. A row only moves
 * towards an outcome, so this happens at most twice.
 */
export async function settleExamined(d: Settling, payment: ExaminedPayment, answerBy: number): Promise<Answer> {
  const { network } = payment.scheme;
  const send = async (row: StoredPayment): Promise<Outcome> =>
    awaitOutcome(d, payment.scheme, await sendPayment(d, row, payment), timeLeft(d, answerBy));
  let known = await d.payments.find(keyOf(payment));
  for (;;) {
    const decision = decideSettlement(known, payment, d.clock.now());
    switch (decision.kind) {
      case 'reserve': {
        const reserved = await reservePayment(d, payment, 'settle');
        if (reserved.ok) {
          if (reserved.value.kind === 'identifier-conflict') return identifierConflict(payment);
          known = reserved.value.payment;
          if (reserved.value.kind === 'reserved') return conclude(d, payment, await send(known));
          break;
        }
        known = await sentMeanwhile(d, payment);
        if (known === undefined) return failure(network, reserved.error);
        break;
      }
      case 'send': {
        const rehearsed = await payment.checked.rehearse();
        if (rehearsed.ok) return conclude(d, payment, await send(decision.row));
        known = await sentMeanwhile(d, payment);
        if (known === undefined) return failure(network, rehearsed.error);
        break;
      }
      case 'resume':
        return conclude(d, payment, await resume(d, payment, decision.row, answerBy));
      default:
        return tell(d, payment, decision, false);
    }
  }
}

/**
 * The row of a payment that another request has sent in the meantime. A payment cannot be made twice, so a rehearsal
 * may have failed only because of that request.
 */
async function sentMeanwhile(d: Settling, payment: ExaminedPayment): Promise<StoredPayment | undefined> {
  const row = await d.payments.find(keyOf(payment));
  return row?.status === 'reserved' ? undefined : row;
}

const keyOf = ({ scheme, read }: ExaminedPayment) => ({
  network: scheme.network,
  scheme: scheme.id,
  artefact: read.artefact,
});

const timeLeft = ({ clock }: Settling, answerBy: number): number => Math.max(0, answerBy - clock.now().getTime());

function identifierConflict({ scheme, checked }: ExaminedPayment) {
  const payer = addressOf(checked.payer);
  const errorReason = 'payment_identifier_conflict';
  return refuse('payment-identifier-conflict', {
    extensions: { success: false, errorReason, payer, transaction: '', network: scheme.network },
  });
}

/**
 * Asks once for the outcome, sends the payment again if it may still land, and waits for the outcome until the
 * deadline.
 */
async function resume(d: Settling, { scheme }: ExaminedPayment, row: StoredPayment, answerBy: number) {
  await reconcilePayment(d, scheme, row);
  return awaitOutcome(d, scheme, row, timeLeft(d, answerBy));
}

/** Responds with the outcome, or records that the server gets the response to ask again. */
async function conclude(d: Settling, payment: ExaminedPayment, { payment: row, serveRightTaken }: Outcome) {
  let answer = decideAnswer(row, payment);
  // The outcome may become known while the row is being marked. The update then fails and the response contains the
  // outcome.
  if (answer.kind === 'tell-pending')
    answer = decideAnswer(await d.payments.tellPending(row.id, d.clock.now()), payment);
  return tell(d, payment, answer, serveRightTaken);
}

/** Turns the decision into a reply. If the decision requires it, the success is reported only once. */
async function tell(
  d: Settling,
  { scheme, checked }: ExaminedPayment,
  answer: SettlementAnswer<StoredPayment>,
  serveRightTaken: boolean,
) {
  const { network } = scheme;
  const { payer } = checked;
  const { id, status, txSignature, amountAtomic, error } = answer.row;
  const transaction = txSignature ?? '';
  d.log.info('A settlement was asked for', { settlementId: id, status, transaction });
  switch (answer.kind) {
    case 'tell-success': {
      const isFirst = serveRightTaken || (await d.payments.takeServeRight(id, d.clock.now()));
      if (isFirst || !answer.once)
        return reply(200, { success: true, payer: addressOf(payer), transaction, network, amount: amountAtomic });
      const message =
        'This payment is settled, and its success was already reported to a server. Each payment serves once.';
      return failure(network, { reason: 'duplicate_settlement', message, payer }, transaction);
    }
    case 'tell-pending': {
      const message = 'The payment was sent, and its outcome is not known yet. Do not pay again. Repeat this request.';
      return failure(network, { reason: 'settlement_pending', message, payer }, transaction);
    }
    case 'tell-failure':
      return failure(network, { reason: scheme.failedReason, message: error ?? '', payer }, transaction);
    case 'refuse':
      return failure(network, { reason: answer.reason, payer }, transaction);
  }
}
