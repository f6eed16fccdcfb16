import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deprecated } from '@pos/contract/deprecation.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import * as z from 'zod';
import { canonicalRequests } from './http/canonical-request.ts';
import { requestHash } from './http/idempotency.ts';
import { localSettings, type LocalSettings } from './testing/local-settings.ts';
import { functionOf, recordingHandler, requestEvent, type SentRequest } from './testing/run-route.ts';
import { writtenLines } from './testing/written-lines.ts';

let settings: LocalSettings;
beforeAll(() => {
  settings = localSettings();
  Object.assign(process.env, settings.variables);
  writtenLines();
});
afterAll(() => settings.remove());

const ROUTE: RouteDeclaration = {
  id: 'get-it',
  method: 'GET',
  path: '/worth',
  aliases: ['/things/{name}/worth', '/price'],
  summary: 'Get it',
  query: z
    .strictObject({
      name: z.string().regex(/^[a-z ]+$/),
      of: z.string().optional(),
      old: z
        .string()
        .optional()
        .meta(deprecated({ since: '2026-12-01', sunset: '2027-06-01' })),
    })
    .refine(({ of }) => of !== 'nothing', { path: ['of'], error: 'expected something' }),
  responses: { 200: z.object({}) },
  problems: [],
  access: { kind: 'open', because: 'For a test.' },
  needs: [],
};

async function ask(path: `/${string}`, sent: SentRequest) {
  const { requests, handle } = recordingHandler(ROUTE);
  const answer = await functionOf(ROUTE, handle)({ ...sent, resource: path });
  return { ...answer, query: requests[0]?.query };
}

describe('a request at an alias', () => {
  it('reaches the handler as at the canonical path, to which the answer links', async () => {
    const canonical = await ask('/worth', { query: { name: 'a b', of: 'x' } });
    const alias = await ask('/things/{name}/worth', { params: { name: 'a%20b' }, query: { of: 'x' } });
    expect([alias.status, alias.query]).toEqual([200, canonical.query]);
    expect(alias.headers['link']).toMatch(/^<[^>]+\/worth\?of=x&name=a\+b>; rel="canonical"$/);
    expect(canonical.headers).not.toHaveProperty('link');
    expect((await ask('/price', { query: { name: 'a' } })).headers['link']).toMatch(
      /\/worth\?name=a>; rel="canonical"$/,
    );
  });

  it('is checked as it was sent', async () => {
    const refused = await ask('/things/{name}/worth', { params: { name: 'A' }, query: { name: 'b', of: 'x' } });
    const { errors } = refused.json as {
      readonly errors: readonly { readonly in: string; readonly pointer: string }[];
    };
    expect([refused.status, errors.map(({ in: part, pointer }) => [part, pointer])]).toEqual([
      400,
      [
        ['path', '/name'],
        ['query', '/name'],
      ],
    ]);
    expect(refused.headers['link']).toContain('rel="canonical"');
    expect((await ask('/things/{name}/worth', { params: { name: '%zz' } })).json['code']).toBe('request-malformed');
  });

  it('is checked by the rules of the canonical declaration', async () =>
    expect((await ask('/things/{name}/worth', { params: { name: 'a' }, query: { of: 'nothing' } })).json).toMatchObject(
      {
        errors: [{ in: 'query', pointer: '/of' }],
      },
    ));

  it('gets the announcement of a removal beside the canonical link', async () => {
    const { headers } = await ask('/things/{name}/worth', { params: { name: 'a' }, query: { old: 'x' } });
    expect(headers['link']).toMatch(/rel="canonical".*rel="deprecation"|rel="deprecation".*rel="canonical"/);
    expect(headers['deprecation']).toBe('@1796083200');
  });

  it('is the same request for an idempotency key', () => {
    const write: RouteDeclaration = { ...ROUTE, method: 'POST' };
    const hashAt = (resource: string) =>
      requestHash(
        canonicalRequests(
          write,
          '',
        )(requestEvent(write, { resource, path: resource, query: { name: 'a' }, body: '{}' })).event,
      );
    expect(hashAt('/price')).toBe(hashAt('/worth'));
  });
});
