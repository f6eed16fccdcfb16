import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CredentialRecord } from '../schemas/credential-record.ts';

export const getCredential = route({
  id: 'get-credential',
  method: 'GET',
  path: '/agents/{did}/credentials/{credentialId}',
  summary: 'Get the dates and the status of one issued credential',
  description:
    'A verifier that does not want the registry to learn which credential it checks reads the status list instead.',
  params: z.object({
    did: Did,
    credentialId: z.uuid().meta({ description: 'Id that the registry gave when it issued the credential.' }),
  }),
  responses: { 200: CredentialRecord },
  problems: ['credential-unknown'],
  access: open('The answer shows that the credential exists, and nothing of its contents.'),
  needs: ['database'],
  cacheSeconds: 5,
});
