import type { HandlerOf } from '@pos/contract/reply.ts';
import { patchCapabilities as route } from '@pos/contract/registry/routes/patch-capabilities.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { changeOffer } from '../change-offer.ts';
import { mergeOffer } from '../domain/merge-offer.ts';
import type { Offer } from '../domain/offer.ts';

/** Changes the members of an agent's offer that the patch names. */
export const patchCapabilities =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, headers, body: { proof, ...patch }, requestHash }) => {
    const change = (current: Offer) => mergeOffer(current, patch);
    return changeOffer({ did, proof, requestHash, preconditions: headers, change }, d);
  };

export const handler = routeLambda(route, patchCapabilities);
