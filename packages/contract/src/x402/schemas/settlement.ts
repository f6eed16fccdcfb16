import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { Network } from '@pos/vocabulary/network.ts';
import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { Instant } from '../../schemas/time.ts';

/**
 * Where a payment stands. `claimed`: reserved for one server; `sent`: on its way to the chain; `pending`: sent, outcome
 * not known yet; `confirmed`: on chain, counted; `failed`: refused by the chain; `expired`: can never land any more.
 */
export const SettlementStatus = z.enum(['claimed', 'sent', 'pending', 'confirmed', 'failed', 'expired']);

/** A payment as the public may see it: checkable on chain, without what was bought. */
export const Settlement = z.object({
  settlementId: z.uuid(),
  did: Did.nullable(),
  network: Network,
  asset: SolanaAddress,
  amount: AtomicAmount,
  payTo: SolanaAddress,
  status: SettlementStatus,
  txSignature: TransactionSignature.nullable(),
  slot: AtomicAmount.nullable(),
  createdAt: Instant,
  confirmedAt: Instant.nullable(),
});
