import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import type { Wallet } from './wallet.ts';

export interface Paid {
  readonly status: number;
  readonly body: unknown;
  /** The transaction that settled the payment, if there is one. */
  readonly transaction: string | undefined;
  /** The payment header that was sent. Sent again, it is a replay. */
  readonly paymentHeader: string;
}

export interface PayingClient {
  get(url: string): Promise<Paid>;
}

const PAYMENT_HEADER = 'payment-signature';

/** The official x402 client with a wallet. It keeps the payment header of each request. */
export function createPayingClient(wallet: Wallet, rpcUrl: string): PayingClient {
  const client = new x402Client().register('solana:*', new ExactSvmScheme(wallet.signer, { rpcUrl }));
  return {
    async get(url) {
      let paymentHeader = '';
      const recording: typeof fetch = async (input, init) => {
        const request = new Request(input, init);
        paymentHeader = request.headers.get(PAYMENT_HEADER) ?? paymentHeader;
        return fetch(request);
      };
      const response = await wrapFetchWithPayment(recording, client)(url);
      const settled = response.headers.get('payment-response');
      return {
        status: response.status,
        body: await response.json(),
        transaction: settled === null ? undefined : decodePaymentResponseHeader(settled).transaction,
        paymentHeader,
      };
    },
  };
}

/** Sends a given payment header unchanged. */
export const presentPayment = (url: string, paymentHeader: string): Promise<Response> =>
  fetch(url, { headers: { [PAYMENT_HEADER]: paymentHeader } });
