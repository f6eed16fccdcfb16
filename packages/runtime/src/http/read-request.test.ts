import { describe, expect, it } from '@jest/globals';
import { getDocs } from '@pos/contract/api-docs/routes/get-docs.ts';
import { createChallenge } from '@pos/contract/registry/routes/create-challenge.ts';
import { getStatusList } from '@pos/contract/issuer/routes/get-status-list.ts';
import { listAgents } from '@pos/contract/registry/routes/list-agents.ts';
import { getScore } from '@pos/contract/reputation/routes/get-score.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readRequest } from './read-request.ts';

const did = 'did:web:agent.example';
const event = (multi: Readonly<Record<string, readonly string[]>>): APIGatewayProxyEvent =>
  ({
    headers: {},
    pathParameters: null,
    queryStringParameters: Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1)])),
    multiValueQueryStringParameters: multi,
  }) as unknown as APIGatewayProxyEvent;

describe('a query', () => {
  it('is decoded by its schema', () =>
    expect(readRequest(getScore, event({ did: [did], jobValue: ['7'] }))).toMatchObject({
      ok: true,
      value: { query: { did, jobValue: 7n } },
    }));

  it('is ignored, repeated names included, by a route that declares none', () =>
    expect(readRequest(getDocs, event({ a: ['1', '2'] }))).toMatchObject({ ok: true, value: { query: undefined } }));

  it('is refused where it repeats a name, together with its other invalid fields', () =>
    expect(readRequest(getScore, event({ did: [did, 'did:web:other.example'], jobValue: ['x'] }))).toMatchObject({
      ok: false,
      error: {
        code: 'request-invalid',
        errors: [
          { in: 'query', pointer: '/did', detail: 'It is given 2 times. Give it once.' },
          { in: 'query', pointer: '/jobValue' },
        ],
      },
    }));

  it.each(['', ' ', '\f', ' 1', '1\n', '+1', '0x10', '1e1', '1_0', '١'])(
    'is refused where a number is written otherwise than in decimal digits: %j',
    (limit) =>
      expect(readRequest(listAgents, event({ limit: [limit] }))).toMatchObject({
        ok: false,
        error: { errors: [{ in: 'query', pointer: '/limit', code: 'type' }] },
      }),
  );

  it.each(['1', '007', '100'])('is decoded where a number has decimal digits: %s', (limit) =>
    expect(readRequest(listAgents, event({ limit: [limit] }))).toMatchObject({
      ok: true,
      value: { query: { limit: Number(limit) } },
    }),
  );
});

describe('a path', () => {
  it('names a resource by decimal digits alone', () => {
    const at = (list: string) =>
      readRequest(getStatusList, { ...event({}), pathParameters: { list: encodeURIComponent(list) } });
    expect(at('0')).toMatchObject({ ok: true, value: { params: { list: 0 } } });
    expect(at('\f')).toMatchObject({ ok: false, error: { errors: [{ in: 'path', pointer: '/list', code: 'type' }] } });
  });
});

describe('a body', () => {
  const sent = (body: string | Uint8Array) => {
    const isBase64Encoded = typeof body !== 'string';
    const text = isBase64Encoded ? Buffer.from(body).toString('base64') : body;
    const headers = { 'content-type': 'application/json' };
    return readRequest(createChallenge, { ...event({}), headers, body: text, isBase64Encoded });
  };
  const json = JSON.stringify({ did, purpose: 'register-agent' });

  it('may begin with a byte order mark', () =>
    expect(sent(`\ufeff${json}`)).toMatchObject({ ok: true, value: { body: { purpose: 'register-agent' } } }));

  it.each([
    ['{"signature":SECRET}', 'The body is not JSON.'],
    ['SECRET', 'The body is not JSON.'],
    ['{"did":', 'The body ends within its JSON value.'],
    ['', 'The body is empty.'],
    [Uint8Array.of(0xff, 0x22), 'The body is not UTF-8.'],
  ])('that is not JSON is refused without a quotation of it: %j', (body, detail) =>
    expect(sent(body)).toMatchObject({ ok: false, error: { code: 'request-malformed', detail } }),
  );
});
