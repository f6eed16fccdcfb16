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

  it.each([
    { httpMethod: 'POST' },
    { path: '/agents/b/capabilities' },
    { queryStringParameters: { a: '1' } },
    { body: '{ }' },
    { headers: { 'if-match': '"2"' } },
    { headers: {} },
  ])('differs where %j differs', (changes) => expect(requestHash(event(changes))).not.toBe(requestHash(event())));
});
