import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient } from '@pos/client/client.ts';
import { json, startScriptedServer, type ScriptedServer } from '@pos/client/testing/scripted-server.ts';
import { statusListUri } from '@pos/credentials/credential-type.ts';
import { signStatusList } from '@pos/credentials/status-list.ts';
import { CLAIMS, sampleCredential } from '@pos/credentials/testing/sample-credential.ts';
import { issueShowAndVerify } from './documented-credential.ts';

const DAY_MS = 86_400_000;

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

it('issues, shows and verifies a credential as docs/credentials.md does', async () => {
  const { holder, issue, issuerKey } = await sampleCredential();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 30 * DAY_MS);
  const credential = await issue({ publicUrl: server.url, issuedAt: now, expiresAt });
  const list = await signStatusList(issuerKey, { uri: statusListUri(server.url, 0), revoked: [], now });
  const id = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
  server.script(
    json(201, { challengeId: id, message: 'sign me', expiresAt: expiresAt.toISOString() }),
    json(201, { credentialId: id, credential, issuedAt: now.toISOString(), expiresAt: expiresAt.toISOString() }),
    json(200, { issuer: server.url, jwks: { keys: [issuerKey.publicJwk] } }),
    (_, response) => void response.writeHead(200, { 'content-type': 'application/statuslist+jwt' }).end(list),
  );
  const verdict = await issueShowAndVerify({
    registry: createClient({ baseUrl: server.url, auth: { accessToken: () => 'given' } }),
    baseUrl: server.url,
    did: holder.did,
    nonce: 'once-only',
    sign: (message) => `signed: ${message}`,
    signBytes: async (bytes) => holder.sign(bytes),
  });
  expect(verdict).toMatchObject({
    verdict: 'valid',
    did: holder.did,
    claims: { jobs: CLAIMS.jobs, earned_atomic: CLAIMS.earned_atomic },
  });
});
