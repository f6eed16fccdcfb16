import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { requestHash } from './idempotency.ts';

const event = (changes: object = {}): APIGatewayProxyEvent =>
  ({
    httpMethod: 'PUT',
    path: '/agents/a/capabilities',
    queryStringParameters: null,
    body: '{}',
    headers: { 'If-Match': '"1"', Authorization: 'Bearer one' },
    ...changes,
  }) as unknown as APIGatewayProxyEvent;

describe('requestHash', () => {
  it('is the same for a repetition with another token or another spelling of header names', () =>
    expect(requestHash(event({ headers: { 'if-match': '"1"', authorization: 'Bearer two' } }))).toBe(
      requestHash(event()),
    ));

  it('is the same with parameters of the media type, and for requests of the former version', () => {
    const typed = { 'if-match': '"1"', 'content-type': 'Application/JSON; charset=utf-8' };
    expect(requestHash(event({ headers: typed }))).toBe(requestHash(event()));
    expect(requestHash(event())).toBe('bed0b299ed778c9a94590aec1d8698f164895ad74afa7818cbb4228ee44d14b0');
    expect(requestHash(event({ body: null, headers: {} }))).toBe(
      'be886029acbae2cb3a304635e6709f0029c3935cc5fbb2ae6a57374867872dc7',
    );
  });

  it.each([
    { httpMethod: 'POST' },
    { path: '/agents/b/capabilities' },
    { queryStringParameters: { a: '1' } },
    { body: '{ }' },
    { headers: { 'if-match': '"2"' } },
    { headers: { 'if-match': '"1"', 'if-none-match': '*' } },
    { headers: { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' } },
    { headers: {} },
  ])('differs where %j differs', (changes) => expect(requestHash(event(changes))).not.toBe(requestHash(event())));
});
