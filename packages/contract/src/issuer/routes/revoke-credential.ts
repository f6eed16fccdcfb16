import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { CredentialStatus, IssueCredentialRequest } from '../schemas/credential.ts';

export const revokeCredential = route({
  id: 'revoke-credential',
  method: 'POST',
  path: '/agents/{did}/credentials/{credentialId}/revocation',
  summary: 'Revoke a credential permanently, for example because its key was lost',
  description:
    'Get a challenge for the purpose revoke-credential, sign it with any key of the DID, and send the signature as the control proof.',
  params: z.object({
    did: Did,
    credentialId: z.uuid().meta({ description: 'Id that the registry gave when it issued the credential.' }),
  }),
  body: IssueCredentialRequest,
  responses: { 200: CredentialStatus },
  problems: [
    'agent-unknown',
    'credential-unknown',
    'challenge-unknown',
    'proof-of-control-invalid',
    'did-unresolvable',
  ],
  access: scope('registry/credentials.write', { formerScope: 'registry/history.read' }),
  challenge: 'revoke-credential',
  needs: ['database', 'solana', 'web'],
});
