import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { Network } from '@pos/vocabulary/network.ts';
import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { Slot } from '@pos/vocabulary/slot.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { deprecatedValues } from '../../deprecation.ts';
import { formerly } from '../../schemas/former-name.ts';
import { Instant } from '../../schemas/time.ts';

export const SettlementStatus = z.enum(['reserved', 'sent', 'pending', 'confirmed', 'failed', 'expired']).meta({
  description:
    'reserved: one server may have the payment settled; sent: given to the chain; pending: sent, outcome not known ' +
    'yet; confirmed: paid; failed: refused by the chain; expired: the payment can never be paid any more',
  id: 'SettlementStatus',
  example: 'confirmed',
});
type SettlementStatus = z.infer<typeof SettlementStatus>;

/** Status to filter by. The former name `claimed` of `reserved` is still read until its sunset. */
export const SettlementStatusFilter = z.codec(
  z.enum([...SettlementStatus.options, 'claimed']).meta({
    description: 'Only settlements of this status.',
    ...deprecatedValues({ claimed: formerly('reserved') }),
  }),
  SettlementStatus,
  {
    decode: (status): SettlementStatus => (status === 'claimed' ? 'reserved' : status),
    encode: (status) => status,
  },
);

/** The public view of a payment. It can be checked on chain and does not name the purchased resource. */
export const Settlement = z
  .object({
    settlementId: z.uuid(),
    did: Did.nullable().meta({ description: 'The paid agent, null if no registered agent has the wallet.' }),
    network: Network,
    asset: SolanaAddress.meta({ description: 'Mint of the token.' }),
    amount: AtomicAmount.meta({ description: 'Atomic units of the asset.' }),
    payTo: SolanaAddress.meta({ description: 'The paid wallet.' }),
    status: SettlementStatus,
    txSignature: TransactionSignature.nullable(),
    slot: Slot.nullable(),
    createdAt: Instant,
    confirmedAt: Instant.nullable(),
  })
  .meta({ id: 'Settlement', description: 'The public view of a payment, which can be checked on chain.' });
