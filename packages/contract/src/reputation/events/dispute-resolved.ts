import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import * as z from 'zod';
import { event } from '../../event.ts';
import { attested, SettledWork } from '../../schemas/settled-work.ts';

export const disputeResolved = event({
  id: 'dispute-resolved',
  source: 'pos.arbiter',
  name: 'DisputeResolved',
  version: 1,
  summary: 'An arbiter that the stage names upheld or dismissed a dispute over paid work.',
  outsiders: true,
  detail: SettledWork.extend({
    verdict: z.enum(['upheld', 'dismissed']),
    refundedAtomic: AtomicAmount.meta({
      description:
        'For an upheld dispute, the part of the price that was refunded. That part counts as failed work; 0 means no refund, and then the whole price counts as failed.',
    }),
    ...attested,
  }),
});
