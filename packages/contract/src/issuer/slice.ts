import { slice } from '../slice.ts';
import { problems } from './problems.ts';
import { getCredentialType } from './routes/get-credential-type.ts';
import { getCredential } from './routes/get-credential.ts';
import { getIssuerMetadata } from './routes/get-issuer-metadata.ts';
import { getStatusList } from './routes/get-status-list.ts';
import { issueCredential } from './routes/issue-credential.ts';
import { listCredentials } from './routes/list-credentials.ts';
import { revokeCredential } from './routes/revoke-credential.ts';
import { verifyCredential } from './routes/verify-credential.ts';

export const issuer = slice({
  id: 'issuer',
  tag: 'credentials',
  summary: 'Work histories as signed credentials.',
  routes: [
    getCredential,
    getCredentialType,
    getIssuerMetadata,
    getStatusList,
    issueCredential,
    listCredentials,
    revokeCredential,
    verifyCredential,
  ],
  problems,
});
