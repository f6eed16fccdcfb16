import { Did } from '@pos/vocabulary/did.ts';
import { Nullifier } from '@pos/vocabulary/nullifier.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { VerifiedProof } from '../schemas/proof.ts';

export const getProof = route({
  id: 'get-proof',
  method: 'GET',
  path: '/agents/{did}/proofs/{nullifier}',
  summary: 'Get one verified proof of an agent by its nullifier',
  params: z.object({ did: Did, nullifier: Nullifier }),
  responses: { 200: VerifiedProof },
  problems: ['proof-unknown'],
  access: open('A proof reveals only its statement, which is meant to be public.'),
  needs: ['database'],
  cacheSeconds: 5,
});
