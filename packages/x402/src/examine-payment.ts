import type { FacilitatorRequest } from '@pos/contract/x402/schemas/x402.ts';
import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import type { SimulationRefusal, SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import type { Mint } from '@pos/ledger/mint.ts';
import { associatedTokenAddress } from '@pos/ledger/token-accounts.ts';
import { joinTransaction } from '@pos/ledger/wire-transaction.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type * as z from 'zod';
import { decideExactPayment } from './domain/exact-payment.ts';
import { FEE_LIMITS } from './domain/limits.ts';
import type { RefusalReason } from './domain/refusal-reason.ts';
import { decideRequest, type RequestedPayment } from './domain/requested-payment.ts';

export interface Refusal {
  readonly reason: RefusalReason;
  readonly message?: string;
  readonly payer?: SolanaAddress;
}

/** A payment whose transaction does what its terms say. */
export interface ExaminedPayment extends RequestedPayment {
  readonly payer: SolanaAddress;
  /** Where the money goes: the payee's associated token account. */
  readonly destination: SolanaAddress;
}

interface Facilitator {
  readonly solana: SolanaLedger;
  readonly facilitatorKey: FacilitatorKey;
}

/** Payees whose token account's address is kept: deriving one costs as much as all other checks together. */
const DESTINATIONS_REMEMBERED = 1_024;

type Examine = (body: z.output<typeof FacilitatorRequest>) => Promise<Result<ExaminedPayment, Refusal>>;

/** Every check that does not run the transaction. Done before verifying and again before settling. */
export function paymentExaminer({ solana, facilitatorKey }: Facilitator): Examine {
  const feePayer = facilitatorKey.address;
  const destinations = new Map<string, SolanaAddress>();

  const destinationOf = async (owner: SolanaAddress, mint: Mint): Promise<SolanaAddress> => {
    const name = `${owner} ${mint.address} ${mint.tokenProgram}`;
    const known = destinations.get(name);
    if (known !== undefined) return known;
    const destination = await associatedTokenAddress({ owner, mint: mint.address, tokenProgram: mint.tokenProgram });
    if (destinations.size >= DESTINATIONS_REMEMBERED) destinations.clear();
    destinations.set(name, destination);
    return destination;
  };

  return async (body) => {
    const requested = decideRequest(body, { network: solana.network, feePayer });
    if (!requested.ok) return err({ reason: requested.error });
    const { transaction, requirements, asset, payTo } = requested.value;
    const tableAddresses = transaction.lookups.map(({ table }) => table);
    const [mint, tables] = await Promise.all([
      solana.mint(asset),
      tableAddresses.length === 0
        ? new Map<SolanaAddress, readonly SolanaAddress[]>()
        : solana.lookupTables(tableAddresses),
    ]);
    if (mint === undefined)
      return err({ reason: 'invalid_exact_svm_payload_mint_mismatch', message: 'The asset is not a token mint' });
    const destination = await destinationOf(payTo, mint);
    const payment = decideExactPayment(transaction, requirements, {
      feePayer,
      mint,
      destination,
      tables,
      limits: FEE_LIMITS,
    });
    return payment.ok
      ? ok({ ...requested.value, payer: payment.value.payer, destination })
      : err({ reason: payment.error });
  };
}

/** SPL Token's error 1: the source account holds less than the transfer moves. */
const TOKEN_INSUFFICIENT_FUNDS = 1;

/** Runs the transaction without sending it. The facilitator has not signed: what leaves here can never land. */
export async function simulatePayment(
  { solana }: Pick<Facilitator, 'solana'>,
  { transaction, destination, payer }: ExaminedPayment,
): Promise<Result<undefined, Refusal>> {
  const simulated = await solana.simulate(joinTransaction(transaction.signatures, transaction.messageBytes));
  if (simulated.ok) return ok(undefined);
  const { reason, message } = await explain(solana, simulated.error, destination);
  return err({ reason, message, payer });
}

async function explain(solana: SolanaLedger, refusal: SimulationRefusal, destination: SolanaAddress) {
  if ((await solana.tokenBalance(destination)) === undefined) {
    const message = 'The payee has no token account for this asset; it is created when the payee registers';
    return { reason: 'pay_to_token_account_missing', message } as const;
  }
  if (refusal.customCode === TOKEN_INSUFFICIENT_FUNDS) {
    return { reason: 'insufficient_funds', message: 'The payer holds less than the amount' } as const;
  }
  return { reason: 'invalid_exact_svm_transaction_simulation_failed', message: refusal.code } as const;
}
