import type { HandlerOf } from '@pos/contract/reply.ts';
import { settlePayment as route } from '@pos/contract/x402/routes/settle-payment.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { examinePayment } from '../examine-payment.ts';
import { paymentsIn } from '../payments.ts';
import { schemesOf } from '../schemes/schemes.ts';
import { failure, settleExamined, type Settling } from '../settle-examined.ts';

/**
 * Time limit of the response, including the wait for the chain. It is below the gateway's 29 s and the function's 25 s.
 */
const ANSWER_WITHIN_MS = 15_000;
/** Time between the response and the deadline of the request. */
const HEADROOM_MS = 1_500;

type Dependencies = DependenciesOf<typeof route>;

/**
 * Settles a payment once. A unique index and conditional updates refuse replays, so the check does not depend on memory
 * shared between processes.
 */
export const settlePayment = (
  dependencies: Dependencies,
  schemes = schemesOf(dependencies),
): HandlerOf<typeof route> => {
  const d: Settling = { ...dependencies, payments: paymentsIn(dependencies.database) };
  return async ({ body, deadline }) => {
    const started = d.clock.now().getTime();
    const answerBy = Math.min(started + ANSWER_WITHIN_MS, deadline.getTime() - HEADROOM_MS);
    const examined = await examinePayment(schemes, body);
    if (!examined.ok) {
      d.log.info('A payment was refused at settling', { reason: examined.error.reason });
      return failure(body.paymentRequirements.network, examined.error);
    }
    return settleExamined(d, examined.value, answerBy);
  };
};

export const handler = routeLambda(route, settlePayment);
