import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listSettlements as route } from '@pos/contract/x402/routes/list-settlements.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { paymentsOfAgent } from '../payments-of-agent.ts';

/**
 * The payments of one agent, newest first. `finalized` is shown as `confirmed`, because callers do not need the
 * distinction.
 */
export const listSettlements =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, query: { status, limit, cursor } }) => {
    const found = await paymentsOfAgent(database, did, { status, limit: limit + 1, before: cursor });
    if (found === undefined) return refuse('agent-unknown', { detail: did });
    const page = found.slice(0, limit);
    const settlements = page.map((payment) => ({
      settlementId: payment.id,
      did: payment.agentDid,
      network: payment.network,
      asset: payment.asset,
      amount: payment.amountAtomic,
      payTo: payment.payTo,
      status: payment.status === 'finalized' ? ('confirmed' as const) : payment.status,
      txSignature: payment.txSignature,
      slot: payment.slot,
      createdAt: payment.reservedAt,
      confirmedAt: payment.confirmedAt,
    }));
    return reply(200, { settlements, nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null });
  };

export const handler = routeLambda(route, listSettlements);
