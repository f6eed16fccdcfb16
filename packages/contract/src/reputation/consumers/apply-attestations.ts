import { consumer } from '../../consumer.ts';
import { disputeResolved } from '../events/dispute-resolved.ts';
import { jobReported } from '../events/job-reported.ts';
import { payerAttested } from '../events/payer-attested.ts';
import { ratingGiven } from '../events/rating-given.ts';
import { reputationChanged } from '../events/reputation-changed.ts';
import { settlementReversed } from '../../x402/events/settlement-reversed.ts';
import { workAttested } from '../events/work-attested.ts';

export const applyAttestations = consumer({
  id: 'apply-attestations',
  summary:
    'Applies ratings, reported outcomes, verdicts, attestations and reversals to reputations. Events without a signature of a named key are quarantined.',
  on: [ratingGiven, jobReported, workAttested, disputeResolved, payerAttested, settlementReversed],
  emits: [reputationChanged],
  needs: ['database', 'solana', 'authorities'],
  batch: { size: 100, windowSeconds: 1 },
  runtime: { memoryMb: 512, timeoutSeconds: 30 },
});
