import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RouteDeclaration } from '@pos/contract/route.ts';
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
  if (access.kind !== 'scope') throw new Error('The route is open.');
  return access.scope;
};
const byId = (route: RouteDeclaration) => [route.id, route] as const;
const scoped = FUNCTION_ROUTES.filter(({ access }) => access.kind === 'scope').map(byId);
const open = FUNCTION_ROUTES.filter(({ access }) => access.kind === 'open').map(byId);

/** A function of the route as declared, except that any request fits, with the requests that its handler saw. */
function reachable(route: RouteDeclaration) {
  const { requests, handle } = recordingHandler(route, isText(route) ? 'text' : {});
  return { requests, call: functionOf(withoutSchemas(route), handle) };
}
const isText = ({ responses }: RouteDeclaration) => 'contentType' in (Object.values(responses)[0] ?? {});

describe('the scopes that the contract demands', () => {
  it.each([
    ['register-agent', 'registry/agents.write'],
    ['put-capabilities', 'registry/agents.write'],
    ['put-owner', 'registry/agents.write'],
    ['open-history', 'registry/history.read'],
    ['issue-credential', 'registry/history.read'],
    ['revoke-credential', 'registry/history.read'],
    ['embed-scores', 'registry/embeds.read'],
  ] as const)('of %s is %s', (id, scope) => expect(scopeOf(declared(id))).toBe(scope));
});

describe.each(scoped)('the function of %s, which demands a scope', (_, route) => {
  const needed = scopeOf(route);
  const others = Object.keys(SCOPES).filter((scope) => scope !== needed);

  it('answers 401 to a request without checked claims and does not call the handler', async () => {
    const { requests, call } = reachable(route);
    for (const claims of [undefined, null, 'a token', 7])
      expect(await call({ claims })).toMatchObject({ status: 401, json: { code: 'token-missing' } });
    expect(requests).toEqual([]);
  });

  it('does not read claims out of a header', async () => {
    const { requests, call } = reachable(route);
    const headers = { Authorization: 'Bearer x', 'x-pos-client-id': 'client', 'x-pos-scopes': needed };
    expect(await call({ headers })).toMatchObject({ status: 401, json: { code: 'token-missing' } });
    expect(requests).toEqual([]);
  });

  it('answers 401 to claims that name no client or no text of scopes', async () => {
    const { requests, call } = reachable(route);
    for (const claims of [{ scope: needed }, { client_id: 7, scope: needed }, { client_id: 'client', scope: [needed] }])
      expect(await call({ claims })).toMatchObject({ status: 401, json: { code: 'token-invalid' } });
    expect(requests).toEqual([]);
  });

  it('answers 403 to every other scope, alone or together, and names the one that is missing', async () => {
    const { requests, call } = reachable(route);
    const refused = { status: 403, json: { code: 'scope-missing', detail: expect.stringContaining(needed) } };
    for (const scopes of [[], ...others.map((scope) => [scope]), others])
      expect(await call({ claims: claimsFor('client', ...scopes) })).toMatchObject(refused);
    expect(await call({ claims: { client_id: 'client' } })).toMatchObject(refused);
    expect(requests).toEqual([]);
  });

  it('answers 403 to a text that only contains the scope', async () => {
    const { requests, call } = reachable(route);
    for (const scope of [`${needed}x`, `x${needed}`, needed.toUpperCase(), needed.split('/')[1] ?? '', `${needed},x`])
      expect(await call({ claims: claimsFor('client', scope) })).toMatchObject({ status: 403 });
    expect(requests).toEqual([]);
  });

  it('hands the client and its known scopes to the handler', async () => {
    const { requests, call } = reachable(route);
    const answer = await call({ claims: claimsFor('client', 'openid', ...others, needed) });
    expect(answer.status).toBeLessThan(300);
    expect(requests).toMatchObject([{ caller: { clientId: 'client', scopes: [...others, needed] } }]);
  });

  it('checks the scope before it reads the request', async () => {
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

describe.each(open)('the function of %s, which is open', (_, route) => {
  it('takes a request without a token and tells the handler of no caller', async () => {
    const { requests, call } = reachable(route);
    expect((await call()).status).toBeLessThan(300);
    expect((await call({ claims: claimsFor('client', ...Object.keys(SCOPES)) })).status).toBeLessThan(300);
    expect(requests).toMatchObject([{ caller: undefined }, { caller: undefined }]);
  });
});
