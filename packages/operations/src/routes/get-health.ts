import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getHealth as route } from '@pos/contract/operations/routes/get-health.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { sql } from 'drizzle-orm';

interface PartHealth {
  readonly status: 'ok' | 'down';
  readonly latencyMs: number;
  readonly detail?: string;
}

/** The database or Solana node counts as down if it does not answer within this time. */
const PROBE_TIMEOUT_MS = 3_000;

async function ask(probe: () => Promise<unknown>): Promise<PartHealth> {
  const started = performance.now();
  const latencyMs = () => Math.round(performance.now() - started);
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timeout = setTimeout(
      () => reject(new OutageError('part', `no answer within ${PROBE_TIMEOUT_MS} ms`)),
      PROBE_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([probe(), late]);
    return { status: 'ok', latencyMs: latencyMs() };
  } catch (error) {
    // The driver's message may name internal hosts, so only the kind of failure is shown.
    return {
      status: 'down',
      latencyMs: latencyMs(),
      detail: error instanceof OutageError ? 'It does not answer.' : 'It answers with an error.',
    };
  } finally {
    clearTimeout(timeout);
  }
}

/**
 * Probes the database and the Solana node in parallel. If either is down, the response is still 200, with the status
 * `degraded`.
 */
export const getHealth =
  ({ database, solana, stage }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async () => {
    const [databaseHealth, solanaHealth] = await Promise.all([
      ask(() => database.orm.execute(sql`select 1`)),
      ask(() => solana.tip('confirmed')),
    ]);
    const parts = { database: databaseHealth, solana: solanaHealth };
    const status = Object.values(parts).every((part) => part.status === 'ok') ? ('ok' as const) : ('degraded' as const);
    return reply(200, { status, stage, parts });
  };

export const handler = routeLambda(route, getHealth);
