import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CredentialVerdict, VerifyCredentialRequest } from '../schemas/credential.ts';

export const verifyCredential = route({
  id: 'verify-credential',
  method: 'POST',
  path: '/credentials/verify',
  summary: 'Verify a work-history credential: signature, disclosures, dates, status and key binding',
  description:
    'Anybody can verify a credential without this route, with the keys at /.well-known/jwt-vc-issuer and the status list that the credential names.',
  body: VerifyCredentialRequest,
  responses: { 200: CredentialVerdict },
  problems: [],
  access: open('Every verifier of a credential may use it. The request is not stored.'),
  needs: ['database', 'credentialIssuerKey'],
  safe: true,
});
