import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getAnchor as route } from '@pos/contract/history/routes/get-anchor.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { anchorBody } from '../store/anchor-body.ts';
import { anchorOnChain } from '../store/anchors.ts';

/** One anchor on chain. */
export const getAnchor =
  ({ database }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { commitment } }) => {
    const found = await anchorOnChain(database.orm, commitment);
    return found === undefined
      ? refuse('anchor-unknown', { detail: commitment.toString() })
      : reply(200, anchorBody(found));
  };

export const handler = routeLambda(route, getAnchor);
