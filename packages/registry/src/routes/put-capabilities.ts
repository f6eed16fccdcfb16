import { refuse, type HandlerOf } from '@pos/contract/reply.ts';
import { putCapabilities as route } from '@pos/contract/registry/routes/put-capabilities.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { changedReply, changeOffer } from '../change-offer.ts';
import { replaceOffer } from '../domain/merge-offer.ts';
import type { Offer } from '../domain/offer.ts';

/** Replaces an agent's offer. */
export const putCapabilities =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, headers, body: { proof, ...given } }) => {
    const change = { did, proof, preconditions: headers, change: (current: Offer) => replaceOffer(current, given) };
    const changed = await changeOffer(change, d);
    return changed.ok ? changedReply(changed.value) : refuse(changed.error.code, changed.error);
  };

export const handler = routeLambda(route, putCapabilities);
