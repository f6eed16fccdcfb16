import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listSettlements as route } from '@pos/contract/x402/routes/list-settlements.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { cutPage } from '../payment-page.ts';
import { paymentsOfAgent } from '../payments-of-agent.ts';
import { settlementBody } from '../settlement-body.ts';

/** The payments of one agent, newest first. */
export const listSettlements =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, query: { status, limit, cursor } }) => {
    const found = await paymentsOfAgent(database, did, { status, limit: limit + 1, before: cursor });
    if (found === undefined) return refuse('agent-unknown', { detail: did });
    const { payments, nextCursor } = cutPage(found, limit);
    return reply(200, { settlements: payments.map(settlementBody), nextCursor });
  };

export const handler = routeLambda(route, listSettlements);
