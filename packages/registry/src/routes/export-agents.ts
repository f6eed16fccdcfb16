import { Agent } from '@pos/contract/registry/schemas/agent.ts';
import { AgentRemoval } from '@pos/contract/registry/schemas/agent-updates.ts';
import { exportAgents as route } from '@pos/contract/registry/routes/export-agents.ts';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import * as z from 'zod';
import { refuseCursor } from '../cursor-refusal.ts';
import { readUpdateCursor, updateCursor } from '../domain/update-cursor.ts';
import { agentUpdates, type AgentUpdate, type UpdateQuery } from '../store/agent-updates.ts';

/** A function answers with at most 6 MB. The last line may exceed this size by the largest agent. */
const MOST_BYTES = 4_000_000;

/** Number of rows of one query. Fewer rows are thrown away if the answer ends by its size. */
const BATCH = 200;

const lineOf = (update: AgentUpdate): string =>
  'agent' in update
    ? JSON.stringify(z.encode(Agent, update.agent))
    : JSON.stringify({ did: update.did, ...z.encode(AgentRemoval, update.removal) });

interface Lines {
  readonly lines: readonly string[];
  /** The last change, if there are more. */
  readonly last: AgentUpdate | undefined;
}

async function readLines(database: Parameters<typeof agentUpdates>[0], query: UpdateQuery): Promise<Lines> {
  const lines: string[] = [];
  let last: AgentUpdate | undefined;
  let bytes = 0;
  for (;;) {
    const batch = await agentUpdates(database, { ...query, after: last ?? query.after, limit: BATCH });
    for (const update of batch) {
      if (lines.length === query.limit || bytes >= MOST_BYTES) return { lines, last };
      const line = lineOf(update);
      lines.push(line);
      bytes += Buffer.byteLength(line) + 1;
      last = update;
    }
    if (batch.length < BATCH) return { lines, last: undefined };
  }
}

export const exportAgents =
  ({ database, clock, publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query: { updatedSince: since, after: cursor, limit } }) => {
    const after = cursor === undefined ? undefined : readUpdateCursor(cursor);
    if (cursor !== undefined && after === undefined) return refuseCursor('after');
    const startedAt = after?.startedAt ?? clock.now();
    const { lines, last } = await readLines(database, { since, after, limit });
    const body = lines.map((line) => `${line}\n`).join('');
    if (last === undefined) return reply(200, body);
    const next = new URLSearchParams({
      ...(since === undefined ? {} : { updatedSince: since.toISOString() }),
      limit: String(limit),
      after: updateCursor({ ...last, startedAt }),
    });
    return reply(200, body, { link: `<${publicUrl}${route.path}?${next.toString()}>; rel="next"` });
  };

export const handler = routeLambda(route, exportAgents);
