import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { IssueCredentialRequest, IssuedCredential } from '../schemas/credential.ts';

export const issueCredential = route({
  id: 'issue-credential',
  method: 'POST',
  path: '/agents/{did}/credentials',
  summary: "Get an agent's work history as a signed SD-JWT VC, of which its holder shows as much as it likes",
  description:
    'Get a challenge for the purpose issue-credential, sign it, and send the signature. The credential is bound to the key that signed, ' +
    'ends by itself after 30 days, and is revoked when a job that it counts is overturned.',
  params: z.object({ did: Did }),
  body: IssueCredentialRequest,
  responses: { 201: IssuedCredential },
  problems: ['agent-unknown', 'challenge-unknown', 'proof-of-control-invalid', 'did-unresolvable', 'history-empty'],
  access: scope('registry/history.read'),
  needs: ['database', 'solana', 'web', 'issuerKey'],
  runtime: { memoryMb: 512, timeoutSeconds: 20 },
  // Issued twice, it says the same twice; and a kept answer for an Idempotency-Key would be a history at rest.
  safe: true,
});
