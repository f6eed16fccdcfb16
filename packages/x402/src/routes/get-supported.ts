import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getSupported } from '@pos/contract/x402/routes/get-supported.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { PAYMENT_IDENTIFIER } from '../domain/payment-identifier.ts';

/** What this facilitator takes: the scheme `exact` on its one network, with itself as the fee payer. */
export const supported = (d: DependenciesOf<typeof getSupported>): HandlerOf<typeof getSupported> => {
  const { network } = d.solana;
  const feePayer = d.facilitatorKey.address;
  return async () =>
    reply(200, {
      kinds: [{ x402Version: 2 as const, scheme: 'exact', network, extra: { feePayer } }],
      extensions: [PAYMENT_IDENTIFIER],
      signers: { 'solana:*': [feePayer] },
    });
};

export const handler = routeLambda(getSupported, supported);
