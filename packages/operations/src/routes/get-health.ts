import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getHealth as route } from '@pos/contract/operations/routes/get-health.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { sql } from 'drizzle-orm';
import { probe } from '../probe.ts';

/**
 * Probes the database and the Solana node in parallel. If either is down, the response is still 200, with the status
 * `degraded`.
 */
export const getHealth =
  ({ database, solana, stage }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async () => {
    const [databaseHealth, solanaHealth] = await Promise.all([
      probe(() => database.orm.execute(sql`select 1`)),
      probe(() => solana.tip('confirmed')),
    ]);
    const parts = { database: databaseHealth, solana: solanaHealth };
    const status = Object.values(parts).every((part) => part.status === 'ok') ? ('ok' as const) : ('degraded' as const);
    return reply(200, { status, stage, parts });
  };

export const handler = routeLambda(route, getHealth);
