import { describe, expect, it } from '@jest/globals';
import { listAgents } from '@pos/contract/registry/routes/list-agents.ts';
import { settlePayment } from '@pos/contract/x402/routes/settle-payment.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { jsonFault } from './json-fault.ts';
import { readRequest } from './read-request.ts';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('jsonFault', () => {
  it('accepts JSON with any member names', () =>
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: 'binary' }),
        (value) => /\\u0000|"__proto__"/.test(JSON.stringify(value)) || jsonFault(value) === undefined,
      ),
    ));

  it('finds text that cannot be stored at any depth, in names and in values', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('\0', '\ud800', 'a\udc00b', 'a\0'),
        fc.array(fc.constantFrom('list', 'value', 'name'), { maxLength: 12 }),
        (text, way) => {
          const value = way.reduce<unknown>(
            (inner, step) => (step === 'list' ? [1, inner] : step === 'value' ? { a: inner } : { [text]: inner }),
            text,
          );
          expect(jsonFault(value)).toMatch(/half a surrogate pair/);
        },
      ),
    ));

  it('finds the name that a copy of the object would lose', () =>
    expect(jsonFault(JSON.parse('{"metrics":{"__proto__":5}}'))).toBe('A member is named __proto__.'));

  it('limits nesting to 64 levels without recursion', () => {
    expect(jsonFault(nested(64))).toBeUndefined();
    expect(jsonFault(nested(65))).toMatch(/nested/);
    expect(jsonFault(nested(200_000))).toMatch(/nested/);
  });
});

describe('a request with such a value', () => {
  const event = (changes: Partial<APIGatewayProxyEvent>): APIGatewayProxyEvent =>
    ({
      headers: { 'content-type': 'application/json' },
      body: null,
      isBase64Encoded: false,
      queryStringParameters: null,
      pathParameters: null,
      ...changes,
    }) as APIGatewayProxyEvent;

  it('is refused before it is parsed recursively or stored', () => {
    expect(readRequest(listAgents, event({ queryStringParameters: { q: 'ab\0' } }))).toMatchObject({
      ok: false,
      error: { code: 'request-malformed' },
    });
    const deep = `{"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(readRequest(settlePayment, event({ body: deep }))).toMatchObject({
      ok: false,
      error: { code: 'request-malformed', detail: expect.stringMatching(/levels deep/) },
    });
  });
});
