import { consumer } from '../../consumer.ts';
import { jobReported } from '../../reputation/events/job-reported.ts';
import { proofVerified } from '../events/proof-verified.ts';
import { settlementConfirmed } from '../../x402/events/settlement-confirmed.ts';

export const verifyCarriedProof = consumer({
  id: 'verify-carried-proof',
  summary:
    'Verifies the proofs that settlement events and work reports carry. A refused proof is quarantined with the reason and changes nothing.',
  on: [settlementConfirmed, jobReported],
  carrying: ['proof', 'statement'],
  emits: [proofVerified],
  needs: ['database'],
  batch: { size: 100, windowSeconds: 1 },
  runtime: { memoryMb: 512, timeoutSeconds: 30 },
});
