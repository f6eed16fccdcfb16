import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getReadiness as route } from '@pos/contract/operations/routes/get-readiness.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { sql } from 'drizzle-orm';
import { probe } from '../probe.ts';

const RETRY_AFTER_SECONDS = 2;

/** The registry is ready if its database answers. Without it no route that reads or writes can be served. */
export const getReadiness =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async () => {
    const { status } = await probe(() => database.orm.execute(sql`select 1`));
    if (status === 'ok') return reply(200, { status: 'ready' });
    return refuse('upstream-unavailable', {
      extensions: { service: 'database' },
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  };

export const handler = routeLambda(route, getReadiness);
