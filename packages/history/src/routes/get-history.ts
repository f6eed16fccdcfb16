import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getHistory as route } from '@pos/contract/history/routes/get-history.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { historyAccumulators } from '@pos/database/schema/history-accumulators.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { eq } from 'drizzle-orm';
import { anchorBody } from '../store/anchor-body.ts';
import { anchoredHead } from '../store/openings.ts';
import { fieldOf } from '../store/receipt-rows.ts';

/** The state of an agent's history: counts and commitments, which reveal no client, amount or skill. */
export const getHistory =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  ({ params: { did } }) =>
    database.transaction(
      async (tx) => {
        const [agent] = await tx
          .select({ owner: agentProfiles.ownerCommitment, receipts: historyAccumulators.lastSequence })
          .from(agentProfiles)
          .leftJoin(historyAccumulators, eq(historyAccumulators.did, agentProfiles.did))
          .where(eq(agentProfiles.did, did));
        if (agent === undefined) return refuse('agent-unknown', { detail: did });
        const ownerCommitment = agent.owner === null ? null : fieldOf(agent.owner);
        const anchored = await anchoredHead(tx, did);
        return reply(200, {
          did,
          receipts: agent.receipts ?? 0,
          anchoredReceipts: anchored?.row.lastSequence ?? 0,
          ownerCommitment,
          owner: ownerCommitment,
          head: anchored === undefined ? null : fieldOf(anchored.row.head),
          anchor: anchored === undefined ? null : anchorBody(anchored.anchor),
        });
      },
      { isolation: 'repeatable read' },
    );

export const handler = routeLambda(route, getHistory);
