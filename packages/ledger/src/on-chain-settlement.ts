import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';

/** How one token account's balance changed in a transaction. */
export interface TokenMovement {
  readonly tokenAccount: SolanaAddress;
  /** Absent where the node does not say. */
  readonly owner: SolanaAddress | undefined;
  readonly mint: SolanaAddress;
  /** In atomic units; negative where tokens left. */
  readonly deltaAtomic: bigint;
}

/** A transaction as the chain recorded it, confirmed at least. */
export interface OnChainSettlement {
  readonly signature: TransactionSignature;
  readonly slot: bigint;
  readonly blockTime: Date | undefined;
  readonly succeeded: boolean;
  readonly feePayer: SolanaAddress;
  readonly movements: readonly TokenMovement[];
}

/** What somebody says a transaction paid. */
export interface SettlementClaim {
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

/** Whether the chain bears a claim out: the payee got exactly the amount of the mint, and the payer gave at least that. */
export function decideClaimHolds(
  settlement: OnChainSettlement | undefined,
  claim: SettlementClaim,
): Result<OnChainSettlement, SettlementMismatch> {
  if (settlement === undefined || settlement.signature !== claim.signature) return err('transaction-unknown');
  if (!settlement.succeeded) return err('transaction-failed');
  const received = movedBy(settlement, claim.payTo, claim.mint);
  if (received === undefined || received <= 0n) return err('payee-not-paid');
  if (received !== claim.amountAtomic) return err('amount-differs');
  const given = movedBy(settlement, claim.payer, claim.mint);
  return given === undefined || -given < claim.amountAtomic ? err('payer-did-not-pay') : ok(settlement);
}
