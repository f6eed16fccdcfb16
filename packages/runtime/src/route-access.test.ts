import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptedScopes } from '@pos/contract/access.ts';
import { isMetered, type RouteDeclaration } from '@pos/contract/route.ts';
import { SCOPES, type Scope } from '@pos/vocabulary/scope.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import {
  claimsFor,
  declared,
  FUNCTION_ROUTES,
  functionOf,
  recordingHandler,
  withoutSchemas,
} from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
beforeAll(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  writtenLines();
});
afterAll(() => settings.remove());

const scopeOf = ({ access }: RouteDeclaration): Scope => {
  if (access.kind === 'open') throw new Error('The route is open.');
  return access.scope;
};
const byId = (route: RouteDeclaration) => [route.id, route] as const;
const scoped = FUNCTION_ROUTES.filter(({ access }) => access.kind !== 'open').map(byId);
const open = FUNCTION_ROUTES.filter(({ access }) => access.kind === 'open').map(byId);

/** The function of a route whose schemas accept any request, and the requests that reached its handler. */
function reachable(route: RouteDeclaration) {
  const { requests, handle } = recordingHandler(route, isText(route) ? 'text' : {});
  return { requests, call: functionOf(withoutSchemas(route), handle) };
}
const isText = ({ responses }: RouteDeclaration) => 'contentType' in (Object.values(responses)[0] ?? {});

describe('the scope that the contract requires', () => {
  it.each([
    ['register-agent', 'registry/agents.write'],
    ['put-capabilities', 'registry/agents.write'],
    ['put-owner', 'registry/agents.write'],
    ['open-history', 'registry/history.read'],
    ['issue-credential', 'registry/credentials.write'],
    ['revoke-credential', 'registry/credentials.write'],
    ['embed-scores', 'registry/embeds.read'],
  ] as const)('of %s is %s', (id, scope) => expect(scopeOf(declared(id))).toBe(scope));
});

describe.each(scoped)('the function of %s, which requires a scope', (_, route) => {
  const needed = scopeOf(route);
  const accepted: readonly string[] = acceptedScopes(route.access);
  const others = Object.keys(SCOPES).filter((scope) => !accepted.includes(scope));

  it('answers 401 to a request without checked claims and does not call the handler', async () => {
    const { requests, call } = reachable(route);
    for (const claims of [undefined, null, 'a token', 7])
      expect(await call({ claims })).toMatchObject({ status: 401, json: { code: 'token-missing' } });
    expect(requests).toEqual([]);
  });

  it('ignores claims in headers', async () => {
    const { requests, call } = reachable(route);
    const headers = { Authorization: 'Bearer x', 'x-pos-client-id': 'client', 'x-pos-scopes': needed };
    expect(await call({ headers })).toMatchObject({ status: 401, json: { code: 'token-missing' } });
    expect(requests).toEqual([]);
  });

  it('answers 401 to claims without a client id or with scopes that are not text', async () => {
    const { requests, call } = reachable(route);
    for (const claims of [{ scope: needed }, { client_id: 7, scope: needed }, { client_id: 'client', scope: [needed] }])
      expect(await call({ claims })).toMatchObject({ status: 401, json: { code: 'token-invalid' } });
    expect(requests).toEqual([]);
  });

  it('answers 403 to all other scopes, alone or together, and names the missing one', async () => {
    const { requests, call } = reachable(route);
    const refused = { status: 403, json: { code: 'scope-missing', detail: expect.stringContaining(needed) } };
    for (const scopes of [[], ...others.map((scope) => [scope]), others])
      expect(await call({ claims: claimsFor('client', ...scopes) })).toMatchObject(refused);
    expect(await call({ claims: { client_id: 'client' } })).toMatchObject(refused);
    expect(requests).toEqual([]);
  });

  it('answers 403 to scopes that only contain the name', async () => {
    const { requests, call } = reachable(route);
    for (const scope of [`${needed}x`, `x${needed}`, needed.toUpperCase(), needed.split('/')[1] ?? '', `${needed},x`])
      expect(await call({ claims: claimsFor('client', scope) })).toMatchObject({ status: 403 });
    expect(requests).toEqual([]);
  });

  it('accepts the former scope of the route for one release', async () => {
    for (const former of accepted.filter((scope) => scope !== needed)) {
      const { requests, call } = reachable(route);
      expect((await call({ claims: claimsFor('client', former) })).status).toBeLessThan(300);
      expect(requests).toHaveLength(1);
    }
  });

  it('passes the client id and its known scopes to the handler', async () => {
    const { requests, call } = reachable(route);
    const answer = await call({ claims: claimsFor('client', 'openid', ...others, needed) });
    expect(answer.status).toBeLessThan(300);
    expect(requests).toMatchObject([{ caller: { clientId: 'client', scopes: [...others, needed] } }]);
  });

  it('checks the scope before it parses the request', async () => {
    const { requests, handle } = recordingHandler(route);
    const call = functionOf(route, handle);
    const broken = { body: '{', headers: { 'content-type': 'text/plain' }, params: { did: '%' } };
    expect(await call(broken)).toMatchObject({ status: 401 });
    expect(await call({ ...broken, claims: claimsFor('client', ...others) })).toMatchObject({ status: 403 });
    const read = await call({ ...broken, claims: claimsFor('client', needed) });
    expect([400, 413, 415]).toContain(read.status);
    expect(requests).toEqual([]);
  });
});

describe.each(FUNCTION_ROUTES.filter(isMetered).map(byId))('the function of %s, which is metered', (_, route) => {
  it('answers 403 to a request without an API key that the gateway checked', async () => {
    const { requests, call } = reachable(route);
    const claims = claimsFor('client', scopeOf(route));
    const headers = { 'X-Api-Key': 'a key', 'x-pos-api-key-id': 'a key' };
    expect(await call({ claims, headers, apiKeyId: null })).toMatchObject({
      status: 403,
      json: { code: 'api-key-invalid' },
    });
    expect(requests).toEqual([]);
    expect((await call({ claims })).status).toBe(200);
  });
});

describe.each(open)('the function of %s, which is open', (_, route) => {
  it('accepts a request without a token and passes no caller to the handler', async () => {
    const { requests, call } = reachable(route);
    expect((await call()).status).toBeLessThan(300);
    expect((await call({ claims: claimsFor('client', ...Object.keys(SCOPES)) })).status).toBeLessThan(300);
    expect(requests).toMatchObject([{ caller: undefined }, { caller: undefined }]);
  });
});
