import type { HandlerOf } from '@pos/contract/reply.ts';
import { putCapabilities as route } from '@pos/contract/registry/routes/put-capabilities.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { changeOffer } from '../change-offer.ts';
import { replaceOffer } from '../domain/merge-offer.ts';
import type { Offer } from '../domain/offer.ts';

/** Replaces an agent's offer. */
export const putCapabilities =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, headers, body: { proof, ...given }, requestHash }) => {
    const change = (current: Offer) => replaceOffer(current, given);
    return changeOffer({ did, proof, requestHash, preconditions: headers, change }, d);
  };

export const handler = routeLambda(route, putCapabilities);
