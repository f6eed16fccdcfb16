import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deprecated } from '@pos/contract/deprecation.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import * as z from 'zod';
import { withHeaders } from './http/response.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import { functionOf, recordingHandler, type AnyHandler, type SentRequest } from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
beforeAll(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  writtenLines();
});
afterAll(() => settings.remove());

const OLD = { since: '2026-12-01', sunset: '2027-06-01' } as const;
const LIVE: RouteDeclaration = {
  id: 'ask-it',
  method: 'POST',
  path: '/things/{name}',
  summary: 'Ask it',
  params: z.object({ name: z.string() }),
  query: z.strictObject({ old: z.string().optional().meta(deprecated(OLD)) }),
  body: z.strictObject({ old: z.string().optional().meta(deprecated(OLD)) }),
  responses: { 200: z.object({}) },
  problems: ['agent-unknown'],
  access: { kind: 'open', because: 'For a test.' },
  needs: [],
  safe: true,
  cacheSeconds: 5,
};
const FORMER: RouteDeclaration = { ...LIVE, deprecated: { ...OLD, successor: '/others/{name}' } };

const request = (more: SentRequest = {}): SentRequest => ({
  headers: { 'content-type': 'application/json' },
  params: { name: 'a%20b' },
  body: '{}',
  ...more,
});
const answer = (route: RouteDeclaration, more?: SentRequest, handle: AnyHandler = recordingHandler(route).handle) =>
  functionOf(route, handle)(request(more));
const throwing = (async () => {
  throw new Error('a bug');
}) as unknown as AnyHandler;

describe('an answer of a deprecated route', () => {
  it.each([
    ['a success', 200, {}, undefined],
    ['a refused request', 400, { body: '{"misspelt":1}' }, undefined],
    ['a body that is no JSON', 400, { body: '{' }, undefined],
    ['a bug', 500, {}, throwing],
  ] as const)('announces the removal: %s', async (_, status, more, handle) => {
    const { status: given, headers } = await answer(FORMER, more, handle);
    expect(given).toBe(status);
    expect(headers).toMatchObject({ deprecation: '@1796083200', sunset: 'Tue, 01 Jun 2027 00:00:00 GMT' });
    expect(headers['link']).toContain('/others/a%20b>; rel="successor-version"');
    expect(headers['link']).toContain('/docs#ask-it>; rel="deprecation"');
  });
});

describe('an answer of a route with deprecated names', () => {
  it.each([
    ['a parameter', { query: { old: 'x' } }, 'query'],
    ['a member', { body: '{"old":"x"}' }, 'body'],
    ['a member in a body of bytes', { body: Buffer.from('{"old":"x"}') }, 'body'],
  ] as const)('announces the removal of %s that the request used', async (_, more, part) => {
    const { headers } = await answer(LIVE, more);
    expect(headers).toMatchObject({ deprecation: '@1796083200' });
    expect(headers['link']).toContain(`/docs#ask-it.${part}.old>; rel="deprecation"`);
  });

  it('announces nothing to a request without them', async () => {
    const { headers } = await answer(LIVE);
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['deprecation']));
    expect(headers).not.toHaveProperty('sunset');
    expect(headers).not.toHaveProperty('link');
  });
});

describe('withHeaders', () => {
  it('keeps the links of the response and adds the others', () => {
    const response = { statusCode: 200, headers: { link: '<a>', etag: '"1"' }, body: '' };
    expect(withHeaders(response, { link: '<b>', sunset: 'x' }).headers).toEqual({
      link: '<a>, <b>',
      etag: '"1"',
      sunset: 'x',
    });
    expect(withHeaders(response, {})).toEqual(response);
  });
});
