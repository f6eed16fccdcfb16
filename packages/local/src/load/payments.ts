import type { RegistryClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import type { FacilitatorRequest } from '@pos/contract/x402/schemas/x402.ts';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import type * as z from 'zod';
import type { Endpoints } from '../state/endpoints.ts';
import type { Wallet } from '../demo/wallet.ts';

/** A signed payment as a server hands it to its facilitator. */
export type Payment = z.input<typeof FacilitatorRequest>;

export interface PaymentOptions {
  readonly payer: Wallet;
  readonly payTo: string;
  readonly amountAtomic: bigint;
}

/** Where somebody's server would be; the payments are bound to it. */
const RESOURCE = 'https://agent.example/answers';

/** Makes payments with the official client's scheme: each a transaction of its own, signed by the payer. */
export function paymentMaker(
  { solana }: Pick<Endpoints, 'solana'>,
  { payer, payTo, amountAtomic }: PaymentOptions,
): () => Promise<Payment> {
  const scheme = new ExactSvmScheme(payer.signer, { rpcUrl: solana.rpcUrl });
  const terms = {
    scheme: 'exact',
    network: solana.network,
    amount: amountAtomic.toString(),
    asset: solana.usdcMint,
    payTo,
    maxTimeoutSeconds: 120,
    extra: { feePayer: solana.facilitator },
  };
  return async () => {
    const { payload } = await scheme.createPaymentPayload(2, terms);
    const paymentPayload = { x402Version: 2 as const, resource: { url: RESOURCE }, accepted: terms, payload };
    return { x402Version: 2, paymentPayload, paymentRequirements: terms };
  };
}

/** Says that a settlement's outcome is not known yet: ask again, do not pay again. */
const PENDING = 'settlement_pending';
const MOST_QUESTIONS = 20;

/** Says that a payment was reserved before: of a payment that nobody else has, by a request whose answer an outage swallowed. */
const CLAIMED = 'payment_already_claimed';

/** Verifies and settles one new payment as a server does; answers with its transaction. Throws where it is refused. */
export async function settlePayment(
  registry: Pick<RegistryClient, 'verifyPayment' | 'settlePayment'>,
  payment: Payment,
): Promise<string> {
  const verified = orThrow(await registry.verifyPayment({ body: payment }));
  if (!verified.isValid && verified.invalidReason !== CLAIMED)
    throw new Error(`The payment was refused: ${verified.invalidReason ?? 'without a reason'}.`);
  for (let question = 1; question <= MOST_QUESTIONS; question += 1) {
    const settled = orThrow(await registry.settlePayment({ body: payment }));
    if (settled.success) return settled.transaction;
    if (settled.errorReason !== PENDING)
      throw new Error(`The payment was not settled: ${settled.errorReason ?? 'without a reason'}.`);
  }
  throw new Error(`The payment is still pending after ${MOST_QUESTIONS} questions.`);
}
