import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refuse } from '@pos/contract/reply.ts';
import { isRawResponse, isWrite, mayBeConditional, type RouteDeclaration } from '@pos/contract/route.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import {
  claimsFor,
  declared,
  FUNCTION_ROUTES,
  functionOf,
  recordingHandler,
  successStatus,
  withoutSchemas,
  type AnyHandler,
  type SentRequest,
} from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
beforeAll(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  writtenLines();
});
afterAll(() => settings.remove());

/** A request with the claims that the route requires. */
const allowed = ({ access }: RouteDeclaration): SentRequest =>
  access.kind === 'open' ? {} : { claims: claimsFor('client', access.scope) };

const rawOf = (route: RouteDeclaration) => {
  const response = route.responses[successStatus(route)];
  return response !== undefined && isRawResponse(response) ? response : undefined;
};

/** A function of the route that answers with a given text, inside JSON or as a raw response. */
function success(route: RouteDeclaration, said: string) {
  const body = rawOf(route) === undefined ? { said } : said;
  return functionOf(withoutSchemas(route), recordingHandler(route, body).handle);
}

const byId = (routes: readonly RouteDeclaration[]) => routes.map((route) => [route.id, route] as const);
const isCached = (route: RouteDeclaration) =>
  route.access.kind === 'open' && !isWrite(route) && route.cacheSeconds !== undefined;
const cachedGets = FUNCTION_ROUTES.filter((route) => isCached(route) && route.method === 'GET');
const cachedPosts = FUNCTION_ROUTES.filter((route) => isCached(route) && route.method === 'POST');
const neverCached = FUNCTION_ROUTES.filter((route) => !isCached(route));

describe('a route with a page', () => {
  const route = withoutSchemas(declared('get-problem'));
  const reply = { kind: 'reply', status: 200, body: { code: 'x' }, headers: {}, page: () => '<p>x</p>' };
  const ask = (on: RouteDeclaration, accept?: string) =>
    functionOf(on, (async () => reply) as unknown as AnyHandler)(accept === undefined ? {} : { headers: { accept } });
  const HTML = 'text/html; charset=utf-8';

  it.each([
    ['text/html', HTML],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', HTML],
    ['application/json;q=0.5, text/html', HTML],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/json, text/html', 'application/json'],
    ['text/html;q=0, */*', 'application/json'],
    ['image/png', 'application/json'],
    ['', 'application/json'],
    [undefined, 'application/json'],
  ])('answers Accept: %s with %s, under its own entity tag', async (accept, type) => {
    const answer = await ask(route, accept);
    expect([answer.headers['content-type'], answer.headers['vary']]).toEqual([type, 'Accept']);
    expect(answer.text).toBe(type === HTML ? '<p>x</p>' : '{"code":"x"}');
    const other = await ask(route, type === HTML ? '*/*' : 'text/html');
    expect(other.headers['etag']).not.toBe(answer.headers['etag']);
  });

  it('is declared, or else every client gets JSON', async () => {
    const { page: _, ...without } = route;
    const answer = await ask(without, 'text/html');
    expect([answer.headers['content-type'], answer.headers['vary']]).toEqual(['application/json', undefined]);
  });
});

describe('a shared cache', () => {
  it.each([
    ['get-agent', 'public, max-age=5'],
    ['get-scores', 'public, max-age=5'],
    ['get-docs', 'public, max-age=300'],
    ['get-status-list', 'public, max-age=60'],
    ['get-health', 'no-store'],
    ['embed-scores', 'no-store'],
    ['register-agent', 'no-store'],
    ['open-history', 'no-store'],
    ['issue-credential', 'no-store'],
    ['settle-payment', 'no-store'],
    ['verify-payment', 'no-store'],
    ['call-solana-rpc', 'no-store'],
  ] as const)('sees for %s the header Cache-Control: %s', async (id, control) => {
    const route = declared(id);
    expect((await success(route, 'it')(allowed(route))).headers).toMatchObject({ 'cache-control': control });
  });

  it.each(byId(cachedGets))('may store the response of %s, which has an entity tag', async (_, route) => {
    const { status, headers } = await success(route, 'it')();
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': `public, max-age=${route.cacheSeconds}`,
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    });
  });

  it.each(byId(cachedPosts))('may store the response of %s, which has no entity tag', async (_, route) => {
    const { headers } = await success(route, 'it')();
    expect(headers).toMatchObject({ 'cache-control': `public, max-age=${route.cacheSeconds}` });
    expect(headers).not.toHaveProperty('etag');
  });

  it.each(byId(neverCached))('may not store the response of %s', async (_, route) => {
    const { status, headers } = await success(route, 'it')(allowed(route));
    expect(status).toBe(successStatus(route));
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  it('may not store the response of a GET with a scope, even if the route declares it', async () => {
    const route = { ...declared('get-agent'), access: declared('register-agent').access };
    const { status, headers } = await success(route, 'it')(allowed(route));
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  });

  it('may not store the response of a write, even if the route declares it', async () => {
    const route = { ...declared('settle-payment'), cacheSeconds: 60 };
    expect((await success(route, 'it')()).headers).toMatchObject({ 'cache-control': 'no-store' });
  });
});

describe('a refusal', () => {
  const refusals: Readonly<Record<string, readonly [number, AnyHandler, SentRequest]>> = {
    'of the handler': [404, (async () => refuse('agent-unknown')) as AnyHandler, {}],
    'for an outage': [503, () => Promise.reject(new OutageError('database', 'down')), {}],
    'for a bug': [500, () => Promise.reject(new Error('bug')), {}],
    'for a timeout': [504, () => new Promise(() => undefined), { leftMs: 501 }],
  };
  it.each(Object.entries(refusals))('%s is no-store on every kind of route', async (_, [status, handle, sent]) => {
    for (const id of ['get-agent', 'get-scores', 'get-docs', 'register-agent', 'settle-payment'] as const) {
      const route = declared(id);
      const answer = await functionOf(withoutSchemas(route), handle)({ ...allowed(route), ...sent });
      expect([id, answer.status, answer.headers['cache-control'], answer.headers['content-type']]).toEqual([
        id,
        status,
        'no-store',
        'application/problem+json',
      ]);
      expect(answer.headers).not.toHaveProperty('etag');
    }
  });

  it('for a missing token or an invalid field is no-store', async () => {
    const scoped = await functionOf(declared('register-agent'), recordingHandler(declared('register-agent')).handle)();
    const unread = await functionOf(
      declared('list-agents'),
      recordingHandler(declared('list-agents')).handle,
    )({
      query: { limit: 'many' },
    });
    expect([scoped, unread].map(({ status, headers }) => [status, headers['cache-control']])).toEqual([
      [401, 'no-store'],
      [400, 'no-store'],
    ]);
  });
});

describe('an entity tag', () => {
  it.each(byId(FUNCTION_ROUTES))('of %s is strong, and sent for every GET and every revision', async (_, route) => {
    const { headers } = await success(route, 'it')(allowed(route));
    const tagged = route.method === 'GET' || route.revised === true;
    expect([route.id, headers['etag']]).toEqual([
      route.id,
      tagged ? expect.stringMatching(/^"[\w-]{22}"$/) : undefined,
    ]);
  });
});

describe('a conditional request', () => {
  const route = declared('get-agent');
  const tagOf = async (said: string) => (await success(route, said)()).headers['etag'] ?? '';

  it('is answered 304 without a body where the entity tag matches', async () => {
    const tag = await tagOf('it');
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const answer = await success(route, 'it')({ headers: { 'If-None-Match': known } });
      expect([known, answer.status, answer.text]).toEqual([known, 304, '']);
      expect(answer.headers).toMatchObject({ etag: tag, 'cache-control': 'public, max-age=5' });
    }
  });

  it('is answered in full where the entity tag does not match', async () => {
    const tag = await tagOf('something else');
    for (const known of [tag, '""', '"other"', (await tagOf('it')).slice(1, -1)])
      expect(await success(route, 'it')({ headers: { 'if-none-match': known } })).toMatchObject({
        status: 200,
        json: { said: 'it' },
      });
  });

  it('is answered in full where the response has no entity tag', async () => {
    const posted = declared('get-scores');
    expect((await success(posted, 'it')({ headers: { 'if-none-match': '*' } })).status).toBe(200);
  });

  it.each(byId(FUNCTION_ROUTES.filter(({ method }) => method !== 'GET')))(
    'never turns the response of %s into 304, because the handler has run',
    async (_, route) => {
      const { requests, handle } = recordingHandler(route, rawOf(route) === undefined ? { revision: 3 } : 'it');
      const call = functionOf(withoutSchemas({ ...route, revised: true }), handle);
      const { headers } = await call(allowed(route));
      expect(headers['etag']).toMatch(/^"3\.[\w-]{22}"$/);
      for (const known of [headers['etag'] ?? '', '*'])
        expect((await call({ ...allowed(route), headers: { 'if-none-match': known } })).status).toBe(
          successStatus(route),
        );
      expect(requests).toHaveLength(3);
    },
  );

  it.each(byId(FUNCTION_ROUTES.filter((each) => mayBeConditional(each) && each.revised !== true)))(
    'of %s is refused, because the resource has no entity tag',
    async (_, route) => {
      const { requests, handle } = recordingHandler(route);
      const call = functionOf(withoutSchemas(route), handle);
      for (const name of ['If-Match', 'If-None-Match'])
        expect(await call({ ...allowed(route), headers: { [name]: '*' } })).toMatchObject({
          status: 412,
          json: { code: 'precondition-failed', detail: expect.stringContaining(name) },
        });
      expect(requests).toEqual([]);
    },
  );

  it('ignores a malformed If-None-Match', async () => {
    for (const known of ['3', '"', '', '"a" "b"'])
      expect((await success(route, 'it')({ headers: { 'if-none-match': known } })).status).toBe(200);
  });

  it('combines the lines of a repeated If-None-Match', async () => {
    const tag = await tagOf('it');
    const sent = { headers: { 'if-none-match': '"last"' }, multiValueHeaders: { 'If-None-Match': [tag, '"last"'] } };
    expect((await success(route, 'it')(sent)).status).toBe(304);
  });

  it('is answered in full where the response is not 200', async () => {
    const created = declared('register-agent');
    const handle = (async () => ({
      kind: 'reply',
      status: 201,
      body: {},
      headers: { etag: '"1"' },
    })) as unknown as AnyHandler;
    const answer = await functionOf(
      withoutSchemas(created),
      handle,
    )({ ...allowed(created), headers: { 'if-none-match': '"1"' } });
    expect([answer.status, answer.headers['etag'], answer.headers['cache-control']]).toEqual([201, '"1"', 'no-store']);
  });
});

describe('the body', () => {
  it.each([
    ['get-docs', 'text/html; charset=utf-8'],
    ['get-status-list', 'application/statuslist+jwt'],
  ] as const)('of %s is sent unchanged as %s', async (id, type) => {
    const { headers, text } = await success(declared(id), 'é <raw> "text"')();
    expect([headers['content-type'], text]).toEqual([type, 'é <raw> "text"']);
  });

  it('of every other route is JSON', async () => {
    for (const route of FUNCTION_ROUTES.filter((each) => rawOf(each) === undefined)) {
      const { headers, text } = await success(route, 'é')(allowed(route));
      expect([route.id, headers['content-type'], text]).toEqual([route.id, 'application/json', '{"said":"é"}']);
    }
  });
});

describe('every response', () => {
  const guarded = {
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': expect.stringContaining('X-Request-Id'),
  };

  it('of every route carries the security and cross-origin headers', async () => {
    for (const route of FUNCTION_ROUTES)
      expect((await success(route, 'it')(allowed(route))).headers).toMatchObject(guarded);
  });

  it('carries them as a refusal, a failure, a timeout and a 304', async () => {
    const route = declared('get-agent');
    const bare = withoutSchemas(route);
    const answers = [
      await functionOf(bare, (async () => refuse('agent-unknown')) as AnyHandler)(),
      await functionOf(bare, () => Promise.reject(new Error('bug')))(),
      await functionOf(bare, () => new Promise(() => undefined))({ leftMs: 501 }),
      await success(route, 'it')({ headers: { 'if-none-match': '*' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 500, 504, 304]);
    for (const { headers } of answers) expect(headers).toMatchObject(guarded);
  });
});
