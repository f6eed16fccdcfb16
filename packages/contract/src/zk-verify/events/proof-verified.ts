import { event } from '../../event.ts';
import { VerifiedProof } from '../schemas/proof.ts';
import { Instant } from '../../schemas/time.ts';
import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';

export const proofVerified = event({
  id: 'proof-verified',
  source: 'pos.zk-verify',
  name: 'ProofVerified',
  version: 1,
  summary: "A proof of an agent's work history was verified for the first time.",
  detail: z.object({ eventId: z.uuid(), did: Did, proof: VerifiedProof, occurredAt: Instant }),
});
