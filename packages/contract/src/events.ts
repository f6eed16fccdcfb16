import { agentRegistered } from './registry/events/agent-registered.ts';
import { capabilitiesChanged } from './registry/events/capabilities-changed.ts';
import { disputeResolved } from './reputation/events/dispute-resolved.ts';
import { jobReported } from './reputation/events/job-reported.ts';
import { payerAttested } from './reputation/events/payer-attested.ts';
import { proofVerified } from './zk-verify/events/proof-verified.ts';
import { ratingGiven } from './reputation/events/rating-given.ts';
import { reputationChanged } from './reputation/events/reputation-changed.ts';
import { settlementConfirmed } from './x402/events/settlement-confirmed.ts';
import { settlementReversed } from './x402/events/settlement-reversed.ts';
import { workAttested } from './reputation/events/work-attested.ts';

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
