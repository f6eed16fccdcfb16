import * as z from 'zod';
import { open } from '../../access.ts';
import { wireSchema } from '../../derive/open-api.ts';
import { proofVerified } from '../events/proof-verified.ts';
import { route } from '../../route.ts';
import { ProofSubmission, ProofVerdict } from '../schemas/proof.ts';

/** As many as one combined equation takes. */
export const MOST_PROOFS = 128;

export const verifyProofs = route({
  id: 'verify-proofs',
  method: 'POST',
  path: '/zk/verify-batch',
  summary: 'Verify up to 128 proofs at once, each with its own verdict',
  description:
    'A bad proof, whatever is bad about it, leaves the others as they are. Verdicts come in the order of the proofs.',
  // Read one by one, so that one that does not fit is one verdict and not the end of the request.
  body: z.strictObject({
    proofs: z
      .array(z.unknown().meta(wireSchema(ProofSubmission)))
      .min(1)
      .max(MOST_PROOFS),
  }),
  responses: { 200: z.object({ verdicts: z.array(ProofVerdict) }) },
  problems: [],
  access: open('A proof is its own credential, and says nothing that is not meant to be known.'),
  emits: [proofVerified],
  needs: ['database'],
  runtime: { memoryMb: 512, timeoutSeconds: 15 },
  bodyLimitBytes: 524_288,
  takesAnyJson: true,
});
