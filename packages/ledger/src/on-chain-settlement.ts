import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';

/** Change of one token account's balance in a transaction. */
export interface TokenMovement {
  readonly tokenAccount: SolanaAddress;
  /** `undefined` if the node's response does not name the owner. */
  readonly owner: SolanaAddress | undefined;
  readonly mint: SolanaAddress;
  /** Atomic units; negative if tokens left the account. */
  readonly deltaAtomic: bigint;
}

/** A transaction as the chain recorded it, with commitment `confirmed` or higher. */
export interface OnChainSettlement {
  readonly signature: TransactionSignature;
  readonly slot: bigint;
  readonly blockTime: Date | undefined;
  readonly succeeded: boolean;
  readonly feePayer: SolanaAddress;
  readonly movements: readonly TokenMovement[];
}

/** A reported payment: a transaction, and its mint, payee, payer and amount according to the report. */
export interface ReportedSettlement {
  readonly signature: TransactionSignature;
  readonly mint: SolanaAddress;
  readonly payTo: SolanaAddress;
  readonly payer: SolanaAddress;
  readonly amountAtomic: bigint;
}

export type SettlementMismatch =
  'transaction-unknown' | 'transaction-failed' | 'payee-not-paid' | 'amount-differs' | 'payer-did-not-pay';

const movedBy = (settlement: OnChainSettlement, owner: SolanaAddress, mint: SolanaAddress): bigint | undefined => {
  const own = settlement.movements.filter((movement) => movement.owner === owner && movement.mint === mint);
  return own.length === 0 ? undefined : own.reduce((sum, movement) => sum + movement.deltaAtomic, 0n);
};

/**
 * Whether the chain confirms a report. The payee must have received exactly the amount of the mint, and the payer must
 * have paid at least that amount.
 */
export function decideReportHolds(
  settlement: OnChainSettlement | undefined,
  reported: ReportedSettlement,
): Result<OnChainSettlement, SettlementMismatch> {
  if (settlement === undefined || settlement.signature !== reported.signature) return err('transaction-unknown');
  if (!settlement.succeeded) return err('transaction-failed');
  const received = movedBy(settlement, reported.payTo, reported.mint);
  if (received === undefined || received <= 0n) return err('payee-not-paid');
  if (received !== reported.amountAtomic) return err('amount-differs');
  const given = movedBy(settlement, reported.payer, reported.mint);
  return given === undefined || -given < reported.amountAtomic ? err('payer-did-not-pay') : ok(settlement);
}
