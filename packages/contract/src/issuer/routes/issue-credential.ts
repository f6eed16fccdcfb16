import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { IssueCredentialRequest, IssuedCredential } from '../schemas/credential.ts';

export const issueCredential = route({
  id: 'issue-credential',
  method: 'POST',
  path: '/agents/{did}/credentials',
  summary: "Issue a signed SD-JWT VC of an agent's work history, whose claims the holder can disclose selectively",
  description:
    'Get a challenge for the purpose issue-credential, sign it, and send the signature as the control proof. The credential is bound to ' +
    'the key that signed, expires after 30 days, and is revoked when a receipt that it counts is overturned.',
  params: z.object({ did: Did }),
  body: IssueCredentialRequest,
  responses: { 201: IssuedCredential },
  problems: ['agent-unknown', 'challenge-unknown', 'proof-of-control-invalid', 'did-unresolvable', 'history-empty'],
  access: scope('registry/credentials.write', { formerScope: 'registry/history.read' }),
  challenge: 'issue-credential',
  needs: ['database', 'solana', 'web', 'credentialIssuerKey'],
  runtime: { memoryMb: 512, timeoutSeconds: 20 },
});
