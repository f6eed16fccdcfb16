import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { open, scope } from '@pos/contract/access.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { loadSigningKey, type SigningKey } from '../token/signing-key.ts';
import { startTokenServer, type TokenServer } from '../token/token-server.ts';
import { createAuthorizer, type Authorizer } from './authorizer.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const clock = { now: () => NOW };
const WRITE = scope('registry/agents.write');

let folder: string;
let server: TokenServer;
let key: SigningKey;
let authorize: Authorizer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'authorizer-'));
  const keyFile = join(folder, 'key.json');
  server = await startTokenServer({ port: 0, keyFile, clock, clients: [] });
  key = await loadSigningKey(keyFile);
  authorize = createAuthorizer({ issuer: server.issuer, jwksUrl: server.jwksUrl, clock });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface TokenParts {
  readonly claims?: Record<string, unknown>;
  readonly header?: { readonly alg: string; readonly kid: string };
  readonly by?: CryptoKey | Uint8Array;
  readonly expires?: Date;
}

/** A valid access token, with the changes of a test. */
async function token({
  claims = {},
  header,
  by = key.privateKey,
  expires = new Date(NOW.getTime() + 60_000),
}: TokenParts = {}): Promise<string> {
  const good = {
    sub: 'caller',
    client_id: 'caller',
    token_use: 'access',
    scope: 'registry/agents.write registry/embeds.read',
    iss: server.issuer,
  };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader(header ?? { alg: 'RS256', kid: key.kid })
    .setIssuedAt(NOW)
    .setExpirationTime(expires)
    .sign(by);
}

const ask = async (parts?: TokenParts) => authorize(WRITE, `Bearer ${await token(parts)}`);
const refusal = (code: string, detail?: string) => ({
  ok: false,
  error: detail === undefined ? { code } : { code, detail },
});
const NOT_OURS = refusal('token-invalid', 'It was not issued here, or it is damaged.');

describe('the gateway’s authorizer', () => {
  it('accepts a valid token and passes its claims on as text', async () =>
    expect(await ask({ claims: { version: 2 } })).toMatchObject({
      ok: true,
      value: { client_id: 'caller', scope: 'registry/agents.write registry/embeds.read', version: '2' },
    }));

  it('ignores the token where the route is open, also an invalid one', async () =>
    expect(await authorize(open('a test'), 'Bearer nonsense')).toEqual({ ok: true, value: undefined }));

  it('refuses a request without a token', async () =>
    expect(await authorize(WRITE, undefined)).toEqual(refusal('token-missing')));

  it.each(['Basic YTpi', 'Bearer', 'Bearer ', 'bearer two words', ''])('refuses the header %j', async (header) =>
    expect(await authorize(WRITE, header)).toEqual(
      refusal('token-invalid', 'The header is not Authorization: Bearer <token>.'),
    ),
  );

  it('refuses an expired token, to the second', async () => {
    expect(await ask({ expires: NOW })).toEqual(refusal('token-invalid', 'It has expired.'));
    expect((await ask({ expires: new Date(NOW.getTime() + 1_000) })).ok).toBe(true);
  });

  it('refuses a token of another key, under this key’s id and under its own', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    expect(await ask({ by: privateKey })).toEqual(NOT_OURS);
    expect(await ask({ by: privateKey, header: { alg: 'RS256', kid: 'foreign' } })).toEqual(NOT_OURS);
  });

  it('refuses another algorithm, in particular HMAC with the public key as the secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(key.publicJwk));
    expect(await ask({ by: secret, header: { alg: 'HS256', kid: key.kid } })).toEqual(NOT_OURS);
    const none = [{ alg: 'none' }, { sub: 'caller', iss: server.issuer, exp: 4e9 }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    expect(await authorize(WRITE, `Bearer ${none.join('.')}.`)).toEqual(NOT_OURS);
  });

  it.each([
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['no client', { client_id: undefined }],
  ])('refuses a token with %s', async (_, claims) => expect(await ask({ claims })).toEqual(NOT_OURS));

  it('refuses an id token', async () =>
    expect(await ask({ claims: { token_use: 'id' } })).toEqual(refusal('token-invalid', 'It is not an access token.')));

  it.each([['registry/embeds.read'], [''], [undefined], ['registry/agents.writer']])(
    'refuses the scope %j',
    async (granted) =>
      expect(await ask({ claims: { scope: granted } })).toEqual(
        refusal('scope-missing', 'This route needs the scope registry/agents.write.'),
      ),
  );

  it('treats a key server that does not answer as an outage, not as an invalid token', async () => {
    const gone = createAuthorizer({ issuer: server.issuer, jwksUrl: 'http://127.0.0.1:9/jwks.json', clock });
    await expect(gone(WRITE, `Bearer ${await token()}`)).rejects.toThrow();
  });
});
