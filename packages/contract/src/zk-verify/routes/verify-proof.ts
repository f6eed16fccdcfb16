import { open } from '../../access.ts';
import { proofVerified } from '../events/proof-verified.ts';
import { route } from '../../route.ts';
import { ProofAccepted, ProofSubmission } from '../schemas/proof.ts';

export const verifyProof = route({
  id: 'verify-proof',
  method: 'POST',
  path: '/zk/verify',
  summary: "Verify a proof of an agent's work history and count it",
  description:
    'One proof counts per agent, statement and scope. A repeated proof, also if re-randomised, is answered with the stored one. ' +
    'A refused proof changes nothing.',
  body: ProofSubmission,
  responses: { 200: ProofAccepted },
  problems: [
    'proof-malformed',
    'proof-point-invalid',
    'proof-rejected',
    'proof-binding-mismatch',
    'proof-scope-stale',
    'proof-anchor-unknown',
    'proof-scope-used',
    'statement-closed',
    'agent-unknown',
  ],
  access: open('A proof is its own credential and reveals only what its agent chose to publish.'),
  idempotencyOwner: '/proof',
  emits: [proofVerified],
  needs: ['database'],
  runtime: { memoryMb: 512, timeoutSeconds: 10, latencyCritical: true },
  bodyLimitBytes: 16_384,
  takesAnyJson: true,
});
