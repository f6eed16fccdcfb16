import type { RegistryClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import type { FacilitatorRequest } from '@pos/contract/x402/schemas/x402.ts';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import type * as z from 'zod';
import type { Endpoints } from '../state/endpoints.ts';
import type { Wallet } from '../demo/wallet.ts';

/** A signed payment as a server sends it to its facilitator. */
export type Payment = z.input<typeof FacilitatorRequest>;

export interface PaymentOptions {
  readonly payer: Wallet;
  readonly payTo: string;
  readonly amountAtomic: bigint;
}

/** URL of a paid resource, to which the payments are bound. No server answers there. */
const RESOURCE = 'https://agent.example/answers';

/**
 * Makes payments with the scheme of the official client. Each payment is a separate transaction, signed by the payer.
 */
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

/**
 * Error reason of a settlement whose outcome is not known yet. The caller repeats the request with the same payment.
 */
const PENDING = 'settlement_pending';
const MOST_REQUESTS = 20;

/**
 * Error reason of a payment that is already reserved. Because the payment is new, a former attempt must have reserved
 * it and lost its response in an outage.
 */
const RESERVED = 'payment_already_claimed';

/** Verifies and settles a new payment as a server does. Returns its transaction. Throws if the payment is refused. */
export async function settlePayment(
  registry: Pick<RegistryClient, 'verifyPayment' | 'settlePayment'>,
  payment: Payment,
): Promise<string> {
  const verified = orThrow(await registry.verifyPayment({ body: payment }));
  if (!verified.isValid && verified.invalidReason !== RESERVED)
    throw new Error(`The payment was refused: ${verified.invalidReason ?? 'without a reason'}.`);
  for (let request = 1; request <= MOST_REQUESTS; request += 1) {
    const settled = orThrow(await registry.settlePayment({ body: payment }));
    if (settled.success) return settled.transaction;
    if (settled.errorReason !== PENDING)
      throw new Error(`The payment was not settled: ${settled.errorReason ?? 'without a reason'}.`);
  }
  throw new Error(`The payment is still pending after ${MOST_REQUESTS} requests.`);
}
