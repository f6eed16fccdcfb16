import { agentRegistered } from './events/agent-registered.ts';
import { capabilitiesChanged } from './events/capabilities-changed.ts';
import { proofVerified } from './events/proof-verified.ts';
import { reputationChanged } from './events/reputation-changed.ts';
import { settlementConfirmed } from './events/settlement-confirmed.ts';

/** Every event of the registry. */
export const EVENTS = {
  'agent-registered': agentRegistered,
  'capabilities-changed': capabilitiesChanged,
  'proof-verified': proofVerified,
  'reputation-changed': reputationChanged,
  'settlement-confirmed': settlementConfirmed,
} as const;

export type EventId = keyof typeof EVENTS;
