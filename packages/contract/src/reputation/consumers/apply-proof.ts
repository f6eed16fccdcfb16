import { consumer } from '../../consumer.ts';
import { proofVerified } from '../../zk-verify/events/proof-verified.ts';
import { reputationChanged } from '../events/reputation-changed.ts';

export const applyProof = consumer({
  id: 'apply-proof',
  summary: "Applies a verified proof of an agent's whole history to its reputation, once and with a weight of its own.",
  on: [proofVerified],
  emits: [reputationChanged],
  needs: ['database'],
  batch: { size: 100, windowSeconds: 1 },
  runtime: { memoryMb: 512, timeoutSeconds: 30 },
});
