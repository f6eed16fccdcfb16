import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listPayerSettlements as route } from '@pos/contract/x402/routes/list-payer-settlements.ts';
import { proveWallet } from '@pos/identity/prove-wallet.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { cutPage } from '../payment-page.ts';
import { paymentsOfPayer } from '../payments-of-payer.ts';
import { settlementBody } from '../settlement-body.ts';

/** The payments of the wallet that signed the challenge, newest first. */
export const listPayerSettlements =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query: { status, limit, cursor }, body: { did, proof } }) => {
    const wallet = await proveWallet({ did, purpose: route.standingChallenge, proof }, d);
    if (!wallet.ok) return refuse(wallet.error.code, wallet.error);
    const found = await paymentsOfPayer(d.database, wallet.value, { status, limit: limit + 1, before: cursor });
    const { payments, nextCursor } = cutPage(found, limit);
    const settlements = payments.map((payment) => ({ ...settlementBody(payment), resourceUrl: payment.resource }));
    return reply(200, { settlements, nextCursor });
  };

export const handler = routeLambda(route, listPayerSettlements);
