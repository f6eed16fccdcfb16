import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import type { Mint } from '@pos/ledger/mint.ts';
import type { SimulationRefusal, SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { associatedTokenAddress } from '@pos/ledger/token-accounts.ts';
import { joinTransaction, signAsFeePayer } from '@pos/ledger/wire-transaction.ts';
import { account, type Account } from '@pos/vocabulary/account.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { CheckedPayment, Refusal } from '../scheme.ts';
import { decideExactPayment } from './domain/exact-payment.ts';
import { FEE_LIMITS } from './domain/limits.ts';
import type { PaymentTransaction } from './domain/payment-transaction.ts';
import type { ReadExactPayment } from './domain/read-exact-payment.ts';
import type { ExactSvmReason } from './domain/refusal-reason.ts';

interface Facilitator {
  readonly solana: SolanaLedger;
  readonly facilitatorKey: FacilitatorKey;
}

/**
 * Maximum number of payees whose token account address is cached. Deriving one address costs as much as all other
 * checks together.
 */
const DESTINATIONS_CACHED = 1_024;

type Examine = (payment: ReadExactPayment) => Promise<Result<CheckedPayment, Refusal>>;

/** Makes every check that does not run the transaction. Both `/verify` and `/settle` make all of these checks. */
export function exactPaymentExaminer(facilitator: Facilitator): Examine {
  const { solana, facilitatorKey } = facilitator;
  const feePayer = facilitatorKey.address;
  const destinationOf = destinationCache();
  return async ({ transaction, requirements, asset, payTo }) => {
    const tableAddresses = transaction.lookups.map(({ table }) => table);
    const [mint, tables] = await Promise.all([
      solana.mint(asset),
      tableAddresses.length === 0
        ? new Map<SolanaAddress, readonly SolanaAddress[]>()
        : solana.lookupTables(tableAddresses),
    ]);
    if (mint === undefined) return refused('invalid_exact_svm_payload_mint_mismatch', 'The asset is not a token mint');
    const destination = await destinationOf(payTo, mint);
    const context = { feePayer, mint, destination, tables, limits: FEE_LIMITS };
    const payment = decideExactPayment(transaction, requirements, context);
    if (!payment.ok) return refused(payment.error);
    return ok(
      checkedPayment(facilitator, {
        transaction,
        destination,
        payer: account(solana.network, payment.value.payer),
        amount: requirements.amount,
      }),
    );
  };
}

const refused = (reason: ExactSvmReason, message?: string): Result<never, Refusal> =>
  err(message === undefined ? { reason } : { reason, message });

function destinationCache(): (owner: SolanaAddress, mint: Mint) => Promise<SolanaAddress> {
  const destinations = new Map<string, SolanaAddress>();
  return async (owner, { address: mint, tokenProgram }) => {
    const name = `${owner} ${mint} ${tokenProgram}`;
    const known = destinations.get(name);
    if (known !== undefined) return known;
    const destination = await associatedTokenAddress({ owner, mint, tokenProgram });
    if (destinations.size >= DESTINATIONS_CACHED) destinations.clear();
    destinations.set(name, destination);
    return destination;
  };
}

interface ExactTransfer {
  readonly transaction: PaymentTransaction;
  /** The payee's associated token account. */
  readonly destination: SolanaAddress;
  readonly payer: Account;
  readonly amount: bigint;
}

function checkedPayment(
  { solana, facilitatorKey }: Facilitator,
  { transaction, destination, payer, amount }: ExactTransfer,
): CheckedPayment {
  return {
    payer,
    settledAmount: amount,
    schemeData: { feePayer: facilitatorKey.address, blockhash: transaction.blockhash },
    // The facilitator has not signed yet, so the simulated bytes can never land.
    rehearse: async () => {
      const simulated = await solana.simulate(joinTransaction(transaction.signatures, transaction.messageBytes));
      return simulated.ok ? ok(undefined) : err({ ...(await explain(solana, simulated.error, destination)), payer });
    },
    prepare: async () => {
      const { wire, signature } = signAsFeePayer(facilitatorKey, transaction);
      return { bytes: wire, txSignature: signature };
    },
  };
}

/** SPL Token's error 1. The balance of the source account is below the transferred amount. */
const TOKEN_INSUFFICIENT_FUNDS = 1;

async function explain(
  solana: SolanaLedger,
  refusal: SimulationRefusal,
  destination: SolanaAddress,
): Promise<{ readonly reason: ExactSvmReason; readonly message: string }> {
  if ((await solana.tokenBalance(destination)) === undefined) {
    const message = 'The payee has no token account for this asset; it is created when the payee registers';
    return { reason: 'pay_to_token_account_missing', message };
  }
  if (refusal.customCode === TOKEN_INSUFFICIENT_FUNDS)
    return { reason: 'insufficient_funds', message: 'The payer holds less than the amount' };
  return { reason: 'invalid_exact_svm_transaction_simulation_failed', message: refusal.code };
}
