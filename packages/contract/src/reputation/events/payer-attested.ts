import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';
import { event } from '../../event.ts';
import { attested } from '../../schemas/settled-work.ts';
import { Instant } from '../../schemas/time.ts';
import { forSubjects } from '../../visibility.ts';

export const payerAttested = event({
  id: 'payer-attested',
  source: 'pos.oracle',
  name: 'PayerAttested',
  version: 1,
  summary: 'An oracle attests that a payer is a real business, or withdraws that attestation.',
  outsiders: true,
  detail: z.object({
    eventId: z.uuid(),
    payer: forSubjects(SolanaAddress),
    stands: z.boolean(),
    occurredAt: Instant,
    ...attested,
  }),
});
