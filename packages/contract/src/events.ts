import { agentRegistered } from './events/agent-registered.ts';
import { capabilitiesChanged } from './events/capabilities-changed.ts';
import { disputeResolved } from './events/dispute-resolved.ts';
import { jobReported } from './events/job-reported.ts';
import { payerAttested } from './events/payer-attested.ts';
import { proofVerified } from './events/proof-verified.ts';
import { ratingGiven } from './events/rating-given.ts';
import { reputationChanged } from './events/reputation-changed.ts';
import { settlementConfirmed } from './events/settlement-confirmed.ts';
import { settlementReversed } from './events/settlement-reversed.ts';
import { workAttested } from './events/work-attested.ts';

/** Every event of the registry. */
export const EVENTS = {
  'agent-registered': agentRegistered,
  'capabilities-changed': capabilitiesChanged,
  'dispute-resolved': disputeResolved,
  'job-reported': jobReported,
  'payer-attested': payerAttested,
  'proof-verified': proofVerified,
  'rating-given': ratingGiven,
  'reputation-changed': reputationChanged,
  'settlement-confirmed': settlementConfirmed,
  'settlement-reversed': settlementReversed,
  'work-attested': workAttested,
} as const;

export type EventId = keyof typeof EVENTS;
