import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { ControlProof } from '../../schemas/control-proof.ts';
import { OwnerCommitment } from '../schemas/history.ts';

export const putOwner = route({
  id: 'put-owner',
  method: 'PUT',
  path: '/agents/{did}/owner',
  summary: "Register the commitment to the secret of an agent's owner, who can prove from the next anchor on",
  params: z.object({ did: Did }),
  body: z.strictObject({ ownerCommitment: OwnerCommitment, proof: ControlProof }),
  responses: { 200: z.object({ did: Did, ownerCommitment: OwnerCommitment }) },
  problems: ['agent-unknown', 'challenge-unknown', 'proof-of-control-invalid', 'did-unresolvable'],
  access: scope('registry/agents.write'),
  challenge: 'put-owner',
  needs: ['database', 'solana', 'web'],
});
