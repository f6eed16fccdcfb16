import { Did } from '@pos/vocabulary/did.ts';
import { Nullifier } from '@pos/vocabulary/nullifier.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CURSOR, nextCursor, PageQuery } from '../../schemas/page.ts';
import { VerifiedProof } from '../schemas/proof.ts';

export const listProofs = route({
  id: 'list-proofs',
  method: 'GET',
  path: '/agents/{did}/proofs',
  summary: 'List the verified proofs of an agent, newest first',
  params: z.object({ did: Did }),
  query: z.strictObject({ ...PageQuery, cursor: Nullifier.optional().meta(CURSOR) }),
  responses: { 200: z.object({ proofs: z.array(VerifiedProof), nextCursor }) },
  problems: ['agent-unknown'],
  access: open('A proof reveals only its statement, which is meant to be public.'),
  needs: ['database'],
  cacheSeconds: 5,
});
