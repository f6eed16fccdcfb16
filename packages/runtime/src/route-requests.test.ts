import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyTypeOf, DEFAULT_BODY_LIMIT_BYTES, type RouteDeclaration } from '@pos/contract/route.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import {
  claimsFor,
  declared,
  FUNCTION_ROUTES,
  functionOf,
  recordingHandler,
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

const JSON_TYPE = { 'content-type': 'application/json' };
const typeOf = (route: RouteDeclaration) => ({ 'content-type': bodyTypeOf(route) });
const DID = 'did:web:agent.example';
const CHALLENGE = { did: DID, purpose: 'open-history' };

const allowed = ({ access }: RouteDeclaration): SentRequest =>
  access.kind === 'open' ? {} : { claims: claimsFor('client', access.scope) };

/** Sends one request to a route as declared. Returns the response and the requests that reached the handler. */
async function send(route: RouteDeclaration, sent: SentRequest) {
  const { requests, handle } = recordingHandler(route);
  const answer = await functionOf(route, handle)({ ...allowed(route), ...sent });
  return { ...answer, requests };
}

const withBody = FUNCTION_ROUTES.filter(({ body }) => body !== undefined).map((route) => [route.id, route] as const);
const withParams = FUNCTION_ROUTES.filter(({ params }) => params !== undefined).map(
  (route) => [route.id, route] as const,
);
const limitOf = (route: RouteDeclaration) => route.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES;
/** A JSON text with a given number of bytes. */
const jsonOf = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));

describe.each(withBody)('the body of %s', (_, route) => {
  it('may reach the limit in bytes and not exceed it', async () => {
    const limit = limitOf(route);
    const full = await send(route, { headers: typeOf(route), body: jsonOf(limit) });
    // A route whose body may be anything calls its handler.
    const invalid = route.body?.safeParse('x').success !== true;
    expect(full.json['code']).toBe(invalid ? 'request-invalid' : 'internal-error');
    const over = await send(route, { headers: typeOf(route), body: jsonOf(limit + 1) });
    expect(over).toMatchObject({
      status: 413,
      json: { code: 'request-too-large', detail: expect.stringContaining(String(limit)) },
      requests: [],
    });
  });

  it('is refused under another Content-Type', async () => {
    for (const headers of [
      {},
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/jsonx' },
      { 'content-type': '' },
    ])
      expect(await send(route, { headers, body: '{}' })).toMatchObject({
        status: 415,
        json: { code: 'media-type-unsupported' },
        requests: [],
      });
  });

  it('is refused where it is missing or not JSON in UTF-8', async () => {
    const bodies = [undefined, '', '{', '{"a":1}}', 'undefined', Uint8Array.of(0x22, 0xff, 0x22)];
    for (const body of bodies)
      expect(await send(route, { headers: typeOf(route), ...(body === undefined ? {} : { body }) })).toMatchObject({
        status: 400,
        json: { code: 'request-malformed' },
        requests: [],
      });
  });
});

describe('a missing body', () => {
  it('is refused as an empty JSON text', async () => {
    const { json } = await send(declared('create-challenge'), { headers: JSON_TYPE });
    expect(json['detail']).toMatch(/body is empty/);
  });
});

describe('the limit of a body', () => {
  it.each([
    ['create-challenge', 65_536],
    ['register-agent', 65_536],
    ['settle-payment', 65_536],
    ['verify-proof', 16_384],
    ['verify-proofs', 524_288],
  ] as const)('is for %s %d bytes', (id, bytes) => expect(limitOf(declared(id))).toBe(bytes));

  it('counts bytes and not characters', async () => {
    const route = declared('create-challenge');
    const body = JSON.stringify('é'.repeat(DEFAULT_BODY_LIMIT_BYTES / 2));
    expect(body.length).toBeLessThan(DEFAULT_BODY_LIMIT_BYTES);
    expect(await send(route, { headers: JSON_TYPE, body })).toMatchObject({ status: 413 });
  });

  it('counts decoded bytes and not their base64', async () => {
    const route = declared('create-challenge');
    const sent = (bytes: number) => send(route, { headers: JSON_TYPE, body: new TextEncoder().encode(jsonOf(bytes)) });
    expect((await sent(DEFAULT_BODY_LIMIT_BYTES)).status).toBe(400);
    expect((await sent(DEFAULT_BODY_LIMIT_BYTES + 1)).status).toBe(413);
  });

  it('is checked before the media type', async () => {
    const route = declared('create-challenge');
    expect((await send(route, { body: jsonOf(DEFAULT_BODY_LIMIT_BYTES + 1) })).status).toBe(413);
  });
});

describe('a request that matches the schemas', () => {
  const route = declared('create-challenge');

  it('reaches the handler decoded, in any spelling of the media type', async () => {
    for (const type of [
      'application/json',
      'APPLICATION/JSON',
      'application/json; charset=utf-8',
      ' application/json ;x=y',
    ])
      for (const name of ['content-type', 'Content-Type', 'CONTENT-TYPE']) {
        const { requests } = await send(route, { headers: { [name]: type }, body: JSON.stringify(CHALLENGE) });
        expect(requests).toMatchObject([{ body: CHALLENGE, params: undefined, query: undefined, headers: undefined }]);
      }
  });

  it('is decoded from base64', async () => {
    const body = new TextEncoder().encode(JSON.stringify(CHALLENGE));
    expect((await send(route, { headers: JSON_TYPE, body })).requests).toMatchObject([{ body: CHALLENGE }]);
  });

  it('has its path segments percent-decoded, once', async () => {
    const did = 'did:web:agent.example%3A8443';
    const { requests } = await send(declared('get-agent'), { params: { did: encodeURIComponent(did) } });
    expect(requests).toMatchObject([{ params: { did } }]);
  });

  it('has the defaults of missing query parameters', async () => {
    const { requests } = await send(declared('get-score-history'), { query: { did: DID } });
    expect(requests).toMatchObject([{ query: { did: DID, limit: 100 } }]);
  });

  it('has its declared headers in any case', async () => {
    const wanted = declared('put-capabilities');
    const headers = { 'If-Match': '"3', 'Content-Type': 'application/json' };
    expect(await send(wanted, { headers, params: { did: DID }, body: '{}' })).toMatchObject({
      json: { errors: expect.arrayContaining([expect.objectContaining({ in: 'headers', pointer: '/if-match' })]) },
    });
  });

  it('has a deadline half a second before the timeout of the function', async () => {
    const before = new Date().getTime();
    const { requests } = await send(declared('get-health'), { leftMs: 10_000 });
    const deadline = requests[0]?.deadline.getTime() ?? 0;
    expect(deadline).toBeGreaterThanOrEqual(before + 9_500);
    expect(deadline).toBeLessThanOrEqual(new Date().getTime() + 9_500);
  });
});

describe('a request that does not match the schemas', () => {
  it('is answered with every invalid field, by part and pointer', async () => {
    const { status, json, requests } = await send(declared('create-challenge'), {
      headers: JSON_TYPE,
      body: JSON.stringify({ did: 'nobody', purpose: 'harm', 'a/b~c': 1, more: 2 }),
    });
    expect([status, requests]).toEqual([400, []]);
    expect(json).toMatchObject({
      code: 'request-invalid',
      errors: [
        { in: 'body', pointer: '/did' },
        { in: 'body', pointer: '/purpose' },
        { in: 'body', pointer: '/a~1b~0c', detail: 'This field does not exist.' },
        { in: 'body', pointer: '/more', detail: 'This field does not exist.' },
      ],
    });
  });

  it('is answered with the index of an invalid array element', async () => {
    const { json } = await send(declared('get-scores'), {
      headers: JSON_TYPE,
      body: JSON.stringify({ dids: [DID, 7] }),
    });
    expect(json).toMatchObject({ errors: [{ in: 'body', pointer: '/dids/1' }] });
  });

  it('is answered with an empty pointer where the body itself is invalid', async () => {
    const { json } = await send(declared('create-challenge'), { headers: JSON_TYPE, body: '7' });
    expect(json).toMatchObject({ errors: [{ in: 'body', pointer: '' }] });
  });

  it.each([
    'list-agents',
    'list-anchors',
    'list-settlements',
    'list-proofs',
    'get-score',
    'get-score-history',
    'explain-score',
  ] as const)('is refused by %s where it has an unknown query parameter', async (id) => {
    const { status, json, requests } = await send(declared(id), { params: { did: DID }, query: { did: DID, x: '1' } });
    expect([status, requests]).toEqual([400, []]);
    expect(json).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ in: 'query', pointer: '/x' })]),
    });
  });

  it.each(withParams)('is refused by %s where a path segment is missing', async (_, route) => {
    const { status, requests } = await send(withoutBody(route), { params: {} });
    expect([status, requests]).toEqual([400, []]);
  });

  it.each(withParams)('is refused by %s where a path segment is not percent-encoded', async (_, route) => {
    const names = Object.keys(route.params?.shape ?? {});
    const params = Object.fromEntries(names.map((name) => [name, '%zz']));
    const { status, json, requests } = await send(route, { headers: JSON_TYPE, params, body: '{}' });
    expect([status, json['code'], requests]).toEqual([400, 'request-malformed', []]);
  });
});

function withoutBody(route: RouteDeclaration): RouteDeclaration {
  const { body: _, ...others } = route;
  return others;
}

describe('a route without a body', () => {
  it('ignores a body of any type and size', async () => {
    const sent = {
      params: { did: DID },
      headers: { 'content-type': 'text/plain' },
      body: 'x'.repeat(DEFAULT_BODY_LIMIT_BYTES + 1),
    };
    const { requests } = await send(declared('get-agent'), sent);
    expect(requests).toMatchObject([{ body: undefined }]);
  });
});
