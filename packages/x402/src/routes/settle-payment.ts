import { refuse, reply, type HandlerOf, type ReplyOf } from '@pos/contract/reply.ts';
import { settlePayment } from '@pos/contract/x402/routes/settle-payment.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { claimPayment } from '../claim-payment.ts';
import { decideSettlement, failureReason, tellsOnce } from '../domain/decide-settlement.ts';
import { awaitOutcome, reconcilePayment, sendPayment, type Driving, type Outcome } from '../drive-settlement.ts';
import { paymentExaminer, simulatePayment, type ExaminedPayment, type Refusal } from '../examine-payment.ts';
import { paymentsIn, type StoredPayment } from '../payments.ts';

/** The whole answer, the wait for the chain included, stays well below the gateway's 29 s and the function's 25 s. */
const ANSWER_WITHIN_MS = 15_000;
const HEADROOM_MS = 1_500;

type Dependencies = DependenciesOf<typeof settlePayment>;
type Settling = Dependencies & Driving;

const failure = (network: string, { reason, message, payer }: Refusal, transaction = '') =>
  reply(200, {
    success: false,
    errorReason: reason,
    ...(message === undefined ? {} : { errorMessage: message }),
    ...(payer === undefined ? {} : { payer }),
    transaction,
    network,
  });

/** Settles one payment, once. Replays are refused by a unique index and a conditional update, never by memory. */
export const settle = (dependencies: Dependencies): HandlerOf<typeof settlePayment> => {
  const d: Settling = { ...dependencies, payments: paymentsIn(dependencies.database) };
  const examine = paymentExaminer(d);
  return async ({ body, deadline }) => {
    const started = d.clock.now().getTime();
    const answerBy = Math.min(started + ANSWER_WITHIN_MS, deadline.getTime() - HEADROOM_MS);
    const examined = await examine(body);
    if (!examined.ok) {
      d.log.info('A payment was refused at settling', { reason: examined.error.reason });
      return failure(body.paymentRequirements.network, examined.error);
    }
    const known = await d.payments.find(examined.value.network, examined.value.transaction.messageHash);
    return settleExamined(d, examined.value, known, answerBy);
  };
};

/** What was found or taken meanwhile is decided on anew: somebody else's claim is for their terms, and not for these. */
async function settleExamined(
  d: Settling,
  payment: ExaminedPayment,
  known: StoredPayment | undefined,
  answerBy: number,
): Promise<ReplyOf<typeof settlePayment>> {
  const { network, payer } = payment;
  const { maxTimeoutSeconds } = payment.requirements;
  const decision = decideSettlement(known, { ...payment, maxTimeoutSeconds }, d.clock.now());
  switch (decision.kind) {
    case 'claim': {
      const claimed = await claimPayment(d, payment, 'settle');
      if (!claimed.ok) return failure(network, claimed.error);
      if (claimed.value.kind === 'identifier-conflict') {
        const extensions = {
          success: false,
          errorReason: 'payment_identifier_conflict',
          payer,
          transaction: '',
          network,
        };
        return refuse('payment-identifier-conflict', { extensions });
      }
      if (claimed.value.kind === 'taken') return settleExamined(d, payment, claimed.value.payment, answerBy);
      const sent = await sendPayment(d, claimed.value.payment.id, payment.transaction);
      return answer(d, payment, await awaitOutcome(d, sent, timeLeft(d, answerBy)));
    }
    case 'send': {
      const simulated = await simulatePayment(d, payment);
      if (!simulated.ok) {
        // It cannot land a second time: that may be all that is wrong with it.
        const moved = await d.payments.find(network, payment.transaction.messageHash);
        return moved !== undefined && moved.status !== 'claimed'
          ? settleExamined(d, payment, moved, answerBy)
          : failure(network, simulated.error);
      }
      const sent = await sendPayment(d, known?.id ?? '', payment.transaction);
      return answer(d, payment, await awaitOutcome(d, sent, timeLeft(d, answerBy)));
    }
    case 'resume':
      return answer(d, payment, await resume(d, known as StoredPayment, answerBy));
    case 'tell-success':
      return answer(d, payment, { payment: known as StoredPayment, ticketTaken: false });
    case 'refuse':
      return failure(network, { reason: decision.reason, payer }, known?.txSignature ?? '');
  }
}

const timeLeft = ({ clock }: Settling, answerBy: number): number => Math.max(0, answerBy - clock.now().getTime());

/** Looks at the chain once with its whole history, sends again what may still land, and waits for the rest of the time. */
async function resume(d: Settling, known: StoredPayment, answerBy: number): Promise<Outcome> {
  await reconcilePayment(d, known);
  return awaitOutcome(d, known, timeLeft(d, answerBy));
}

/** Turns what is recorded into the answer, and records what was answered. */
async function answer(d: Settling, payment: ExaminedPayment, { payment: stored, ticketTaken }: Outcome) {
  const { network, payer } = payment;
  const transaction = stored.txSignature ?? '';
  d.log.info('A settlement was asked for', { settlementId: stored.id, status: stored.status, transaction });
  switch (stored.status) {
    case 'confirmed':
    case 'finalized': {
      const first = ticketTaken || (await d.payments.tellSuccess(stored.id, d.clock.now()));
      if (!first && tellsOnce(stored, payment)) {
        const message = 'This payment is settled and its success was told already; each serves once';
        return failure(network, { reason: 'duplicate_settlement', message, payer }, transaction);
      }
      return reply(200, { success: true, payer, transaction, network, amount: stored.amountAtomic });
    }
    case 'failed':
      return failure(network, { reason: failureReason(stored.error), message: stored.error ?? '', payer }, transaction);
    case 'expired':
      return failure(network, { reason: 'payment_expired', payer }, transaction);
    default: {
      const pending = await d.payments.tellPending(stored.id, d.clock.now());
      if (!pending) {
        const settled = await d.payments.find(network, stored.messageHash);
        if (settled !== undefined && settled.status !== 'sent' && settled.status !== 'pending')
          return answer(d, payment, { payment: settled, ticketTaken: false });
      }
      const message = 'The payment is on its way and its outcome is not known yet: do not pay again, ask again';
      return failure(network, { reason: 'settlement_pending', message, payer }, transaction);
    }
  }
}

export const handler = routeLambda(settlePayment, settle);
