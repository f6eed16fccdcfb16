import * as z from 'zod';
import { open } from '../../access.ts';
import { wireSchema } from '../../derive/wire-schema.ts';
import { proofVerified } from '../events/proof-verified.ts';
import { route } from '../../route.ts';
import { ProofSubmission, ProofVerdict } from '../schemas/proof.ts';

/** The number of proofs that the verifier combines in one equation. */
const MOST_PROOFS = 128;

export const verifyProofs = route({
  id: 'verify-proofs',
  method: 'POST',
  path: '/zk/verify-batch',
  summary: 'Verify up to 128 proofs at once, each with its own verdict',
  description: 'An invalid or malformed proof does not affect the others. Verdicts are in the order of the proofs.',
  // Each submission is parsed by the handler, so that a malformed one gives a verdict and does not fail the request.
  body: z.strictObject({
    proofs: z
      .array(z.unknown().meta(wireSchema(ProofSubmission)))
      .min(1)
      .max(MOST_PROOFS),
  }),
  responses: { 200: z.object({ verdicts: z.array(ProofVerdict) }) },
  problems: [],
  access: open('A proof is its own credential and reveals only what its agent chose to publish.'),
  idempotencyOwner: '/proofs',
  emits: [proofVerified],
  needs: ['database'],
  runtime: { memoryMb: 512, timeoutSeconds: 15 },
  bodyLimitBytes: 524_288,
  takesAnyJson: true,
});
