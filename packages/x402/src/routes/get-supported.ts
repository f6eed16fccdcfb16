import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getSupported as route } from '@pos/contract/x402/routes/get-supported.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { PAYMENT_IDENTIFIER } from '../domain/payment-identifier.ts';
import { supportedBy } from '../domain/supported-by.ts';
import { schemesOf } from '../schemes/schemes.ts';

/** The payment kinds that this facilitator accepts, derived from its list of payment schemes. */
export const getSupported = (d: DependenciesOf<typeof route>, schemes = schemesOf(d)): HandlerOf<typeof route> => {
  const answer = reply(200, { ...supportedBy(schemes), extensions: [PAYMENT_IDENTIFIER] });
  return async () => answer;
};

export const handler = routeLambda(route, getSupported);
