import { describe, expect, it } from '@jest/globals';
import { decideGrant, type TokenClient } from './grant.ts';

const clients: readonly TokenClient[] = [
  { id: 'me', secret: 'p:w %', scopes: ['registry/agents.write', 'registry/embeds.read'] },
];
const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
const ask = (form: string | Record<string, string>, authorization?: string) =>
  decideGrant({ authorization, form: new URLSearchParams(form) }, clients);
const grant_type = 'client_credentials';

describe('decideGrant, by RFC 6749', () => {
  it.each([
    ['Basic authentication', ask({ grant_type }, basic('me', 'p:w %'))],
    ['the form', ask({ grant_type, client_id: 'me', client_secret: 'p:w %' })],
  ])('accepts the secret by %s and grants all scopes', (_, decided) =>
    expect(decided).toEqual({
      ok: true,
      value: { clientId: 'me', scopes: ['registry/agents.write', 'registry/embeds.read'] },
    }),
  );

  it('grants the requested scopes', () =>
    expect(ask({ grant_type, scope: 'registry/embeds.read' }, basic('me', 'p:w %'))).toMatchObject({
      value: { scopes: ['registry/embeds.read'] },
    }));

  it.each([
    ['no grant type', ask({}, basic('me', 'p:w %')), 'invalid_request', 400],
    ['another grant type', ask({ grant_type: 'password' }, basic('me', 'p:w %')), 'unsupported_grant_type', 400],
    ['a wrong secret', ask({ grant_type }, basic('me', 'x')), 'invalid_client', 401],
    ['a wrong secret in the form', ask({ grant_type, client_id: 'me', client_secret: 'x' }), 'invalid_client', 400],
    ['a stranger', ask({ grant_type }, basic('you', 'p:w %')), 'invalid_client', 401],
    ['no secret', ask({ grant_type, client_id: 'me' }), 'invalid_client', 400],
    ['another scheme', ask({ grant_type }, 'Bearer abc'), 'invalid_client', 401],
    ['two secrets', ask({ grant_type, client_secret: 'p:w %' }, basic('me', 'p:w %')), 'invalid_request', 400],
    [
      'a parameter twice',
      ask(`grant_type=${grant_type}&grant_type=${grant_type}`, basic('me', 'p:w %')),
      'invalid_request',
      400,
    ],
    [
      "a scope that is not the client's",
      ask({ grant_type, scope: 'registry/events.write' }, basic('me', 'p:w %')),
      'invalid_scope',
      400,
    ],
    ['an unknown scope', ask({ grant_type, scope: 'everything' }, basic('me', 'p:w %')), 'invalid_scope', 400],
  ])('refuses %s', (_, decided, error, status) =>
    expect(decided).toMatchObject({ ok: false, error: { error, status } }),
  );
});
