import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { verifyPayment } from '@pos/contract/x402/routes/verify-payment.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { claimPayment } from '../claim-payment.ts';
import { paymentExaminer, type Refusal } from '../examine-payment.ts';
import { paymentsIn } from '../payments.ts';

/** Longer than any request to settle lives: whoever was to be told of the outcome by then never will be. */
const FORGOTTEN_AFTER_MS = 60_000;

const invalid = ({ reason, message, payer }: Refusal) =>
  reply(200, {
    isValid: false,
    invalidReason: reason,
    ...(message === undefined ? {} : { invalidMessage: message }),
    ...(payer === undefined ? {} : { payer }),
  });

/**
 * Checks a payment and reserves it: whoever asks second, here or in another process, is told that it is taken. Only a
 * payer who paid and was never served, because the outcome did not reach the server, is let through once more.
 */
export const verify = (d: DependenciesOf<typeof verifyPayment>): HandlerOf<typeof verifyPayment> => {
  const payments = paymentsIn(d.database);
  const examine = paymentExaminer(d);
  return async ({ body }) => {
    const examined = await examine(body);
    if (!examined.ok) return invalid(examined.error);
    const payment = examined.value;
    const { payer } = payment;
    const known = await payments.find(payment.network, payment.transaction.messageHash);
    if (known !== undefined) {
      const sentBefore = new Date(d.clock.now().getTime() - FORGOTTEN_AFTER_MS);
      const again = await payments.reclaim(known.id, payment.bindingHash, sentBefore);
      return again ? reply(200, { isValid: true, payer }) : invalid({ reason: 'payment_already_claimed', payer });
    }
    const claimed = await claimPayment({ ...d, payments }, payment, 'verify');
    if (!claimed.ok) return invalid(claimed.error);
    switch (claimed.value.kind) {
      case 'claimed':
        return reply(200, { isValid: true, payer });
      case 'taken':
        return invalid({ reason: 'payment_already_claimed', payer });
      case 'identifier-conflict': {
        const extensions = { isValid: false, invalidReason: 'payment_identifier_conflict', payer };
        return refuse('payment-identifier-conflict', { extensions });
      }
    }
  };
};

export const handler = routeLambda(verifyPayment, verify);
