import { NEEDS } from '@pos/contract/needs.ts';
import { parseCredentialIssuerKey, type CredentialIssuerKey } from '@pos/credentials/credential-issuer-key.ts';
import { secretText } from '@pos/ledger/secret-text.ts';
import { pick, type Environment } from '../environment.ts';

export async function buildCredentialIssuerKey(environment: Environment): Promise<CredentialIssuerKey> {
  const { ISSUER_KEY: location } = pick(NEEDS.credentialIssuerKey.environment, environment);
  return parseCredentialIssuerKey(await secretText(location, { stage: environment.STAGE }));
}
