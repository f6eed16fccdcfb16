import { appendReceipt } from './consumers/append-receipt.ts';
import { applyProof } from './consumers/apply-proof.ts';
import { applySettlement } from './consumers/apply-settlement.ts';
import { applyStatements } from './consumers/apply-statements.ts';
import { verifyCarriedProof } from './consumers/verify-carried-proof.ts';

/** Every consumer of events. */
export const CONSUMERS = {
  'append-receipt': appendReceipt,
  'apply-proof': applyProof,
  'apply-settlement': applySettlement,
  'apply-statements': applyStatements,
  'verify-carried-proof': verifyCarriedProof,
} as const;

export type ConsumerId = keyof typeof CONSUMERS;
export type ConsumerOf<Id extends ConsumerId> = (typeof CONSUMERS)[Id];
