import { appendReceipt } from './consumers/append-receipt.ts';
import { applySettlement } from './consumers/apply-settlement.ts';

/** Every consumer of events. */
export const CONSUMERS = {
  'append-receipt': appendReceipt,
  'apply-settlement': applySettlement,
} as const;

export type ConsumerId = keyof typeof CONSUMERS;
export type ConsumerOf<Id extends ConsumerId> = (typeof CONSUMERS)[Id];
