import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { nextPageAfter, startOfPage } from '@pos/contract/schemas/page.ts';
import { getScoreHistory as route } from '@pos/contract/reputation/routes/get-score-history.ts';
import { reputationEvents } from '@pos/database/schema/reputation-events.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { and, desc, eq, lt } from 'drizzle-orm';
import { findAgents } from '../store/find-agents.ts';
import { AuditPayload } from '../store/audit-payload.ts';

/** Returns the audit as a series of published scores, each with its time and cause. */
export const getScoreHistory =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query }) => {
    const { did, limit } = query;
    const before = startOfPage(query);
    const agent = (await findAgents(database.orm, [did])).get(did);
    if (agent === undefined) return refuse('agent-unknown', { detail: did });
    const rows = await database.orm
      .select()
      .from(reputationEvents)
      .where(
        and(
          eq(reputationEvents.did, agent.did),
          before === undefined ? undefined : lt(reputationEvents.sequence, before),
        ),
      )
      .orderBy(desc(reputationEvents.sequence))
      .limit(limit);
    const points = rows.map(({ sequence, at, hash, payload }) => {
      const { score, cause } = AuditPayload.parse(payload);
      return {
        ...score,
        sequence,
        cause: cause !== undefined && 'epoch' in cause ? ('epoch' as const) : ('evidence' as const),
        auditHash: hash,
        hash,
        at,
      };
    });
    const last = points.at(-1)?.sequence ?? 1;
    return reply(200, { did: agent.did, points, ...nextPageAfter(last > 1 ? last : null) });
  };

export const handler = routeLambda(route, getScoreHistory);
