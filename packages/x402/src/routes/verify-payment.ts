import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { verifyPayment as route } from '@pos/contract/x402/routes/verify-payment.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { addressOf } from '@pos/vocabulary/account.ts';
import { examinePayment } from '../examine-payment.ts';
import { paymentsIn } from '../payments.ts';
import { reservePayment } from '../reserve-payment.ts';
import type { Refusal } from '../schemes/scheme.ts';
import { schemesOf } from '../schemes/schemes.ts';

/**
 * Longer than any `/settle` request can run. A server that has no outcome after this time will not get one from its
 * request.
 */
const FORGOTTEN_AFTER_MS = 60_000;

const invalid = ({ reason, message, payer }: Refusal) =>
  reply(200, {
    isValid: false,
    invalidReason: reason,
    ...(message === undefined ? {} : { invalidMessage: message }),
    ...(payer === undefined ? {} : { payer: addressOf(payer) }),
  });

/**
 * Checks a payment and reserves it. A second request for the same payment, in this or another process, is refused
 * because the payment is already reserved. Only if the payment was sent but the outcome did not reach the server may
 * the payer present it once more.
 */
export const verifyPayment = (d: DependenciesOf<typeof route>, schemes = schemesOf(d)): HandlerOf<typeof route> => {
  const payments = paymentsIn(d.database);
  return async ({ body }) => {
    const examined = await examinePayment(schemes, body);
    if (!examined.ok) return invalid(examined.error);
    const { scheme, read, checked, bindingHash } = examined.value;
    const { payer } = checked;
    const valid = reply(200, { isValid: true, payer: addressOf(payer) });
    const known = await payments.find({ network: scheme.network, scheme: scheme.id, artefact: read.artefact });
    if (known !== undefined) {
      const sentBefore = new Date(d.clock.now().getTime() - FORGOTTEN_AFTER_MS);
      const again = await payments.reserveAgain(known.id, bindingHash, sentBefore);
      return again ? valid : invalid({ reason: 'payment_already_claimed', payer });
    }
    const reserved = await reservePayment({ ...d, payments }, examined.value, 'verify');
    if (!reserved.ok) return invalid(reserved.error);
    switch (reserved.value.kind) {
      case 'reserved':
        return valid;
      case 'taken':
        return invalid({ reason: 'payment_already_claimed', payer });
      case 'identifier-conflict': {
        const invalidReason = 'payment_identifier_conflict';
        const extensions = { isValid: false, invalidReason, payer: addressOf(payer) };
        return refuse('payment-identifier-conflict', { extensions });
      }
    }
  };
};

export const handler = routeLambda(route, verifyPayment);
