import type { Claimant } from '@pos/database/schema/settlements.ts';
import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { canonicalJson } from './domain/payment-terms.ts';
import { simulatePayment, type ExaminedPayment, type Refusal } from './examine-payment.ts';
import type { ClaimOutcome, Payments } from './payments.ts';

interface Claiming {
  readonly payments: Payments;
  readonly solana: SolanaLedger;
  readonly facilitatorKey: FacilitatorKey;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Runs the payment dry and, where it works, reserves it. The claim ends with the transaction's blockhash at the latest. */
export async function claimPayment(
  { payments, solana, facilitatorKey, clock, newId }: Claiming,
  payment: ExaminedPayment,
  claimedBy: Claimant,
): Promise<Result<ClaimOutcome, Refusal>> {
  // The newest blockhash outlives the payment's own, whichever that is.
  const [simulated, tip] = await Promise.all([simulatePayment({ solana }, payment), solana.tip('confirmed')]);
  if (!simulated.ok) return err(simulated.error);
  const {
    transaction,
    requirements,
    network,
    asset,
    payTo,
    amountAtomic,
    payer,
    resourceUrl,
    paymentIdentifier,
    bindingHash,
  } = payment;
  const outcome = await payments.claim({
    id: newId(),
    network,
    messageHash: transaction.messageHash,
    claimedBy,
    bindingHash,
    paymentIdentifier,
    payer,
    payTo,
    asset,
    amountAtomic,
    resourceUrl,
    feePayer: facilitatorKey.address,
    requirements: JSON.parse(canonicalJson(requirements)) as Json,
    blockhash: transaction.blockhash,
    lastValidBlockHeight: tip.lastValidBlockHeight,
    claimedAt: clock.now(),
  });
  return ok(outcome);
}
