import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getSettlement as route } from '@pos/contract/x402/routes/get-settlement.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { findPayment } from '../find-payment.ts';
import { settlementBody } from '../settlement-body.ts';

/** The public view of one payment. */
export const getSettlement =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { txSignature } }) => {
    const found = await findPayment(database, txSignature);
    return found === undefined
      ? refuse('settlement-unknown', { detail: txSignature })
      : reply(200, settlementBody(found));
  };

export const handler = routeLambda(route, getSettlement);
