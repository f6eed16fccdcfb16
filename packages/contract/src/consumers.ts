import { appendReceipt } from './history/consumers/append-receipt.ts';
import { applyProof } from './reputation/consumers/apply-proof.ts';
import { applySettlement } from './reputation/consumers/apply-settlement.ts';
import { applyStatements } from './reputation/consumers/apply-statements.ts';
import { verifyCarriedProof } from './zk-verify/consumers/verify-carried-proof.ts';

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
