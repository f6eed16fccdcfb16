import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { Network } from '@pos/vocabulary/network.ts';
import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { Slot } from '@pos/vocabulary/slot.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { event } from '../../event.ts';
import { carried } from '../../zk-verify/schemas/proof.ts';
import { Instant } from '../../schemas/time.ts';
import { forSubjects } from '../../visibility.ts';

export const settlementConfirmed = event({
  id: 'settlement-confirmed',
  source: 'pos.x402',
  name: 'SettlementConfirmed',
  version: 1,
  summary: 'A payment to an agent is confirmed on chain.',
  outsiders: true,
  detail: z.object({
    eventId: z.uuid(),
    settlementId: z.uuid(),
    did: Did,
    network: Network,
    asset: SolanaAddress,
    amount: AtomicAmount.meta({ description: 'Atomic units of the asset.' }),
    payer: forSubjects(SolanaAddress),
    payTo: SolanaAddress,
    txSignature: TransactionSignature,
    slot: Slot,
    proofHash: z.string().max(128).optional(),
    ...carried,
    occurredAt: Instant,
  }),
});
