import { decideReconciliation, expiredBelow } from '@pos/ledger/domain/decide-reconciliation.ts';
import type { FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { account } from '@pos/vocabulary/account.ts';
import { ok } from '@pos/vocabulary/result.ts';
import { servesAfterVerify } from '../../domain/payment-terms.ts';
import type { PaymentReconciliation, PaymentScheme, SchemeOutcomes, SentOutcome, SentPayment } from '../scheme.ts';
import { readExactPayment } from './domain/read-exact-payment.ts';
import { exactPaymentExaminer } from './examine-exact-payment.ts';

export interface ExactSvmDependencies {
  readonly solana: SolanaLedger;
  /** Pays the network's fee for every payment. */
  readonly facilitatorKey: FacilitatorKey;
}

/**
 * The scheme `exact` on Solana. The payer signs a transaction that transfers the exact amount, and the facilitator signs last, as its fee payer.
 * Source: https://github.com/x402-foundation/x402/blob/main/specs/schemes/exact/scheme_exact_svm.md
 */
export function exactSvm(d: ExactSvmDependencies): PaymentScheme {
  const { solana, facilitatorKey } = d;
  const { network } = solana;
  const feePayer = facilitatorKey.address;
  const examine = exactPaymentExaminer(d);
  return {
    ...exactSvmOutcomes(solana),
    extra: { feePayer },
    passingExtra: ['recentBlockhash', 'lastValidBlockHeight'],
    signers: { 'solana:*': [feePayer] },
    failedReason: 'invalid_exact_svm_transaction_failed',
    read: (payload, requirements) => {
      const read = readExactPayment(payload, requirements, feePayer);
      if (!read.ok) return read;
      const { transaction, asset, payTo } = read.value;
      return ok({
        artefact: transaction.messageHash,
        asset,
        payTo: account(network, payTo),
        examine: () => examine(read.value),
      });
    },
    settles: (requirements) => (servesAfterVerify(requirements) ? 'after-serving' : 'before-serving'),
    // The newest blockhash expires no earlier than the blockhash that the payer chose.
    lastValid: async () => (await solana.tip('confirmed')).lastValidBlockHeight,
  };
}

export const exactSvmOutcomes = (solana: SolanaLedger): SchemeOutcomes => ({
  id: 'exact',
  network: solana.network,
  expiredBelow: async () => expiredBelow(await solana.tip('finalized')),
  // A node's refusal to forward the transaction is not an outcome, so the result is ignored.
  send: async (prepared) => void (await solana.send(prepared)),
  awaitOutcome: (payment, withinMs) => awaitOutcome(solana, payment, withinMs),
  reconcile: (payments) => reconcile(solana, payments),
});

async function awaitOutcome(
  solana: SolanaLedger,
  { txSignature }: SentPayment,
  withinMs: number,
): Promise<SentOutcome> {
  if (txSignature === null) return { kind: 'unknown' };
  const status = await solana.awaitConfirmation(txSignature, { withinMs });
  if (status.kind !== 'confirmed' && status.kind !== 'finalized') return { kind: 'unknown' };
  const { error, slot } = status;
  return error === undefined ? { kind: 'settled', slot } : { kind: 'failed', error };
}

/**
 * Reads the tip before the statuses. Only a status that is newer than the tip proves that nothing landed up to the tip.
 */
async function reconcile(
  solana: SolanaLedger,
  payments: readonly SentPayment[],
): Promise<readonly PaymentReconciliation[]> {
  const signatures = payments.flatMap(({ txSignature }) => (txSignature === null ? [] : [txSignature]));
  if (signatures.length === 0) return payments.map(() => ({ kind: 'wait' }));
  const finalized = await solana.tip('finalized');
  const statuses = await solana.statuses(signatures, { history: true });
  const statusOf = new Map(signatures.map((signature, index) => [signature, statuses[index]]));
  return payments.map(({ status: stored, txSignature, lastValid }) => {
    const status = txSignature === null ? undefined : statusOf.get(txSignature);
    if (status === undefined) return { kind: 'wait' };
    return decideReconciliation({ status: stored, lastValidBlockHeight: lastValid }, { finalized, status });
  });
}
