import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import type { KitTransactionSigner, PayingWallet } from './wallet-signer.ts';

export interface Payment {
  /** Signs the transaction: a signer of `@solana/kit` or a wallet of `./wallets`. */
  readonly wallet: PayingWallet | KitTransactionSigner;
  /** The most that the call may cost, in atomic units of a stablecoin. 10,000 atomic USDC are $0.01. */
  readonly maxAtomic: bigint;
  /** URL of the registry. Its `/solana/rpc` is the default of `rpcUrl`. */
  readonly registryUrl?: string;
  /** URL of a Solana node, from which the client reads the mint and a blockhash. */
  readonly rpcUrl?: string;
  /** Method, headers and body of the request. */
  readonly init?: RequestInit;
  /** Replaces the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

/** A payment as the facilitator reports it. */
export interface SettledPayment {
  /** Signature of the transaction, by which `rate` and `getSettlement` name the payment. */
  readonly transaction: string;
  readonly network: string;
  readonly payer: string | undefined;
  readonly payTo: string;
  /** Mint of the token. */
  readonly asset: string;
  readonly amountAtomic: bigint;
}

export interface Paid {
  readonly response: Response;
  /** Undefined if the server asked for no payment, or if the payment was not settled: see the response. */
  readonly settlement: SettledPayment | undefined;
}

/** Every offer of the server costs more than the maximum. Nothing was signed. */
export class PriceAboveMaximumError extends Error {
  override readonly name = 'PriceAboveMaximumError';
  readonly cheapestAtomic: bigint;
  readonly maxAtomic: bigint;

  constructor(url: string, cheapestAtomic: bigint, maxAtomic: bigint) {
    super(
      `${url} costs at least ${cheapestAtomic} atomic units, and the maximum is ${maxAtomic}. Raise maxAtomic to pay it.`,
    );
    this.cheapestAtomic = cheapestAtomic;
    this.maxAtomic = maxAtomic;
  }
}

interface Offer {
  readonly network: string;
  readonly asset: string;
  readonly amount: string;
  readonly payTo: string;
}

function rpcUrlOf({ rpcUrl, registryUrl }: Payment): string {
  if (rpcUrl !== undefined) return rpcUrl;
  if (registryUrl !== undefined) return `${registryUrl.replace(/\/+$/, '')}/solana/rpc`;
  throw new TypeError('pay needs a Solana node: pass registryUrl or rpcUrl.');
}

/**
 * Requests a URL and pays for it where the server asks for a payment, with the official x402 client. Only stablecoins
 * that this client knows are paid. Throws {@link PriceAboveMaximumError} before anything is signed. Do not repeat the
 * call after an outage: every call may pay once. `listPayerSettlements` shows what was paid.
 */
export async function pay(url: string, payment: Payment): Promise<Paid> {
  const { wallet, maxAtomic, init, fetch: fetched = fetch } = payment;
  let chosen: Offer | undefined;
  let tooDear: PriceAboveMaximumError | undefined;
  // Kit brands the address and signatures of its signers. The bytes are the same.
  const signer = wallet as unknown as ConstructorParameters<typeof ExactSvmScheme>[0];
  const client = new x402Client()
    .register('solana:*', new ExactSvmScheme(signer, { rpcUrl: rpcUrlOf(payment) }))
    // The client's own limit is in dollars. Its rule that only known stablecoins are paid stays.
    .setSpendControls({ maxAmountPerPayment: false })
    .registerPolicy((_, offers) => {
      const within = offers.filter(({ amount }) => BigInt(amount) <= maxAtomic);
      const [cheapest = 0n] = offers.map(({ amount }) => BigInt(amount)).toSorted((a, b) => (a < b ? -1 : 1));
      if (within.length === 0) tooDear = new PriceAboveMaximumError(url, cheapest, maxAtomic);
      return within;
    })
    .onBeforePaymentCreation(async ({ selectedRequirements }) => {
      chosen = selectedRequirements;
    });
  const response = await wrapFetchWithPayment(fetched, client)(url, init).catch((error: unknown) => {
    throw tooDear ?? error;
  });
  return { response, settlement: settledBy(response, chosen) };
}

function settledBy({ headers }: Response, offer: Offer | undefined): SettledPayment | undefined {
  const header = headers.get('payment-response');
  if (header === null || offer === undefined) return undefined;
  const { success, transaction, network, payer } = decodePaymentResponseHeader(header);
  if (!success) return undefined;
  const { payTo, asset, amount } = offer;
  return { transaction, network, payer, payTo, asset, amountAtomic: BigInt(amount) };
}
