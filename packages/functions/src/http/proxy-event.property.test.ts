import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { getAgent } from '@pos/contract/registry/routes/get-agent.ts';
import fc from 'fast-check';
import { proxyEvent, readBody, type MatchedRequest } from './proxy-event.ts';

const request = (changes: Partial<MatchedRequest> = {}): MatchedRequest => ({
  route: getAgent,
  method: 'GET',
  params: { did: 'did%3Aweb%3Aa.example' },
  rawPath: '/agents/did%3Aweb%3Aa.example',
  search: new URLSearchParams('a=1&b=2&a=3'),
  rawHeaders: ['Host', 'api.example:8402', 'Accept', 'x', 'Accept', 'y', 'User-Agent', 'test'],
  body: Buffer.alloc(0),
  sourceIp: '10.0.0.1',
  requestId: 'r-1',
  stage: 'local',
  receivedAt: new Date('2026-01-31T12:00:00Z'),
  ...changes,
});

describe('proxyEvent', () => {
  it('equals the event of a REST API', () =>
    expect(proxyEvent(request())).toMatchObject({
      resource: '/agents/{did}',
      path: '/agents/did%3Aweb%3Aa.example',
      httpMethod: 'GET',
      pathParameters: { did: 'did%3Aweb%3Aa.example' },
      headers: { Accept: 'y', Host: 'api.example:8402' },
      multiValueHeaders: { Accept: ['x', 'y'] },
      queryStringParameters: { a: '3', b: '2' },
      multiValueQueryStringParameters: { a: ['1', '3'], b: ['2'] },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        requestId: 'r-1',
        stage: 'local',
        authorizer: null,
        domainName: 'api.example',
        path: '/local/agents/did%3Aweb%3Aa.example',
        requestTime: '31/Jan/2026:12:00:00 +0000',
        requestTimeEpoch: 1_769_860_800_000,
        identity: { sourceIp: '10.0.0.1', userAgent: 'test' },
      },
    }));

  it('has the method of the request, which HEAD and the route share', () =>
    expect(proxyEvent(request({ method: 'HEAD' }))).toMatchObject({
      httpMethod: 'HEAD',
      requestContext: { httpMethod: 'HEAD', resourceId: 'get-agent' },
    }));

  it('has null for absent parts, and the claims of the caller where there are any', () => {
    const bare = proxyEvent(request({ params: {}, search: new URLSearchParams() }));
    expect([bare.pathParameters, bare.queryStringParameters, bare.multiValueQueryStringParameters]).toEqual([
      null,
      null,
      null,
    ]);
    expect(proxyEvent(request({ claims: { client_id: 'c' } })).requestContext.authorizer).toEqual({
      claims: { client_id: 'c' },
    });
  });

  it('accepts every name, also names of members of Object.prototype', () => {
    const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
    const event = proxyEvent(
      request({
        search: new URLSearchParams(names.map((name) => `${name}=v`).join('&')),
        rawHeaders: names.flatMap((name) => [name, 'v']),
      }),
    );
    for (const found of [event.headers, event.queryStringParameters ?? {}])
      expect(Object.entries(found)).toEqual(names.map((name) => [name, 'v']));
  });

  it('keeps every byte of a body', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
        ),
        (body) => {
          const event = proxyEvent(request({ body }));
          expect(Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').equals(body)).toBe(true);
        },
      ),
    ));
});

describe('readBody', () => {
  const incoming = (chunks: readonly Uint8Array[]) =>
    Readable.from(chunks.map((chunk) => Buffer.from(chunk))) as unknown as IncomingMessage;

  it('reads a body within the limit from any chunks, and refuses a longer one', async () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 }),
        fc.nat(200),
        async (chunks, limit) => {
          const whole = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
          const read = await readBody(incoming(chunks), limit);
          expect(read?.toString('hex')).toBe(whole.byteLength > limit ? undefined : whole.toString('hex'));
        },
      ),
    ));
});
