import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CredentialVerdict, VerifyCredentialRequest } from '../schemas/credential.ts';

export const verifyCredential = route({
  id: 'verify-credential',
  method: 'POST',
  path: '/credentials/verify',
  summary: 'Check a work-history credential: signature, disclosures, dates, status, and who presents it',
  description:
    'Anybody can do the same alone with the keys at /.well-known/jwt-vc-issuer and the status list that the credential names.',
  body: VerifyCredentialRequest,
  responses: { 200: CredentialVerdict },
  problems: [],
  access: open('Whoever was shown a credential may ask whether it holds; nothing that was sent is kept.'),
  needs: ['database', 'issuerKey'],
  safe: true,
});
