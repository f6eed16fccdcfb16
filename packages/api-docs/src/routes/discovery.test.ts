import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getApiCatalog as catalogRoute } from '@pos/contract/api-docs/routes/get-api-catalog.ts';
import { getIndex as indexRoute } from '@pos/contract/api-docs/routes/get-index.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { localSettings } from '@pos/runtime/testing/local-settings.ts';
import { answerOf, invocation, requestEvent, type SentRequest } from '@pos/runtime/testing/run-route.ts';
import { writtenLines } from '@pos/runtime/testing/written-lines.ts';
import { handler as catalog } from './get-api-catalog.ts';
import { handler as index } from './get-index.ts';

const URL_OF_REGISTRY = 'http://registry.test';

const settings = localSettings();
beforeAll(() => {
  Object.assign(process.env, settings.variables);
  writtenLines();
});
afterAll(() => settings.remove());

const ask = async (route: RouteDeclaration, lambda: typeof index | typeof catalog, sent: SentRequest = {}) =>
  answerOf(await lambda(requestEvent(route, sent), invocation(sent)));

const paths = new Set<string>(Object.values(ROUTES).map(({ path }) => path));

describe('GET /', () => {
  it('links to routes that exist, each with its media type', async () => {
    const { status, json, headers } = await ask(indexRoute, index);
    const links = json['links'] as { href: string; type: string; title: string }[];
    expect([status, headers['content-type'], headers['vary']]).toEqual([200, 'application/json', 'Accept']);
    for (const { href } of links) expect([href, paths.has(new URL(href).pathname)]).toEqual([href, true]);
    const typeAt = (path: string) => links.find(({ href }) => href === `${URL_OF_REGISTRY}${path}`)?.type;
    expect(['/docs', '/events', '/problems', '/.well-known/api-catalog'].map(typeAt)).toEqual([
      'text/html',
      'text/event-stream',
      'application/json',
      'application/linkset+json',
    ]);
    expect(headers['link']).toBe(`<${URL_OF_REGISTRY}/.well-known/api-catalog>; rel="api-catalog"`);
  });

  it('gives browsers a page with the same links', async () => {
    const { json } = await ask(indexRoute, index);
    const page = await ask(indexRoute, index, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const { href } of json['links'] as { href: string }[]) expect(page.text).toContain(`href="${href}"`);
    expect(page.text).not.toMatch(/<script|src=/);
  });
});

describe('GET /.well-known/api-catalog', () => {
  it('is a link set of the API with its description, documentation and status', async () => {
    const { status, json, headers } = await ask(catalogRoute, catalog);
    expect([status, headers['content-type']]).toEqual([
      200,
      'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
    ]);
    expect(headers['link']).toContain('rel="api-catalog"');
    const [api, self] = json['linkset'] as Record<string, unknown>[];
    expect(api).toMatchObject({
      anchor: `${URL_OF_REGISTRY}/`,
      'service-desc': [{ href: `${URL_OF_REGISTRY}/openapi.json`, type: 'application/json' }],
      'service-doc': [{ href: `${URL_OF_REGISTRY}/docs`, type: 'text/html' }],
      status: [{ href: `${URL_OF_REGISTRY}/health`, type: 'application/json' }],
    });
    expect(self).toEqual({
      anchor: `${URL_OF_REGISTRY}/.well-known/api-catalog`,
      item: [{ href: `${URL_OF_REGISTRY}/` }],
    });
  });
});
