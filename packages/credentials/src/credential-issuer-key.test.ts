import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { CredentialIssuerKeyError, parseCredentialIssuerKey } from './credential-issuer-key.ts';

const jwkOf = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' });
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('parseCredentialIssuerKey', () => {
  it('publishes the public key with its thumbprint and without its private part', async () => {
    const { kty, crv, x, y, ...secret } = jwkOf('P-256');
    const { publicJwk } = await parseCredentialIssuerKey(
      JSON.stringify({ kty, crv, x, y, ...secret, kid: 'other', use: 'enc' }),
    );
    const kid = await calculateJwkThumbprint({ kty: String(kty), crv: String(crv), x: String(x), y: String(y) });
    expect(publicJwk).toEqual({ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' });
  });

  it('signs as a verifier with the public key expects', async () => {
    const key = await parseCredentialIssuerKey(JSON.stringify(jwkOf('P-256')));
    const input = `${base64url({ alg: 'ES256' })}.${base64url({ iss: 'registry' })}`;
    const jwt = `${input}.${await key.sign(input)}`;
    await expect(compactVerify(jwt, await importJWK(key.publicJwk, 'ES256'))).resolves.toMatchObject({
      protectedHeader: { alg: 'ES256' },
    });
  });

  it.each([
    ['no JSON', 'no json'],
    ['a key of another curve', JSON.stringify(jwkOf('P-384'))],
    ['a public key', JSON.stringify({ ...jwkOf('P-256'), d: undefined })],
    ['a short coordinate', JSON.stringify({ ...jwkOf('P-256'), x: 'AAAA' })],
    [
      'an RSA key',
      JSON.stringify(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })),
    ],
  ])('refuses %s', async (_, text) => {
    await expect(parseCredentialIssuerKey(text)).rejects.toThrow(CredentialIssuerKeyError);
  });
});
