import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listAnchors as route } from '@pos/contract/history/routes/list-anchors.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { anchorBody } from '../store/anchor-body.ts';
import { anchorsOnChain } from '../store/anchors.ts';

/** The anchors on chain, newest first, page by page. */
export const listAnchors =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ query: { limit, cursor } }) => {
    const found = await anchorsOnChain(database.orm, { before: cursor, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return reply(200, { anchors: page.map(anchorBody), nextCursor: last === undefined ? null : String(last.sequence) });
  };

export const handler = routeLambda(route, listAnchors);
