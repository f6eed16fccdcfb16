/** A client of this release calls a registry that has grown everywhere since. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApiOf } from '@pos/contract/derive/open-api.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { SLICES } from '@pos/contract/slices.ts';
import fc from 'fast-check';
import createFetchClient from 'openapi-fetch';
import type { Answer } from './answer.ts';
import type { FeedEvent } from './api.ts';
import type { AnyRequest } from './call-options.ts';
import { createClient } from './client.ts';
import { methodName } from './domain/method-name.ts';
import { REFUSE, SAMPLES, startNewerRegistry, type NewerRegistry } from './testing/newer-registry.ts';
import { requestsOf } from './testing/requests.ts';
import { NEWER } from './testing/wire-values.ts';

type AnyMethod = ((request: AnyRequest) => Promise<Answer>) & {
  readonly each?: (request: AnyRequest) => AsyncIterable<unknown>;
};

const calls = (Object.values(ROUTES) as readonly RouteDeclaration[]).filter(({ id }) => id !== 'stream-events');
const named = calls.map((route) => [methodName(route.id), route] as const);
const readable = named.filter(([, { responses }]) => !Object.values(responses).some(isRawResponse));

let newer: NewerRegistry;
/** Bodies of the answers so far. */
const texts: string[] = [];
const recorded: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.headers.get('content-type') === 'application/json') texts.push(await response.clone().text());
  return response;
};

const written = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each)));
const parsed = (text = ''): unknown => JSON.parse(text);

const client = () =>
  createClient({
    baseUrl: newer.url,
    attempts: 1,
    auth: { tokenUrl: `${newer.url}/token`, clientId: 'me', clientSecret: 'secret' },
    fetch: recorded,
  });
const method = (name: string): AnyMethod =>
  (client() as unknown as Readonly<Record<string, AnyMethod>>)[name] as AnyMethod;
const requests = (route: RouteDeclaration, numRuns: number) => fc.sample(requestsOf(route), { numRuns, seed: 1 });

beforeAll(async () => {
  newer = await startNewerRegistry();
});
afterAll(() => newer.close());

describe('a registry that is newer than the client', () => {
  it.each(readable)('answers %s with more than the client knows', async (name, route) => {
    for (const request of requests(route, SAMPLES)) {
      const result = await method(name)(request);
      expect(result).toMatchObject({ ok: true, requestId: 'newer' });
      // Nothing of the answer is lost, because it encodes to the text that the registry sent.
      expect(result.ok && written(result.value)).toEqual(parsed(texts.at(-1)));
    }
  });

  it.each(readable.filter(([, { query }]) => query !== undefined && 'cursor' in query.shape))(
    'pages through %s',
    async (name, route) => {
      const [request = {}] = requests(route, 1);
      const items: unknown[] = [];
      for await (const item of method(name).each?.(request) ?? []) if (items.push(item) >= 3) break;
      expect(items).not.toEqual([]);
    },
  );

  it('refuses with a code that the client does not know, at every status', async () => {
    for (let status = 400; status < 600; status += 1) {
      // Node's fetch takes 407 for the answer of a proxy and fails.
      if (status === 407) continue;
      expect(await client().getHealth({ headers: { [REFUSE]: String(status) } })).toMatchObject({
        ok: false,
        error: {
          status,
          code: 'code-of-a-newer-registry',
          title: 'A problem of a newer registry',
          cure: 'Do what only a newer registry asks for.',
          errors: [{ in: 'cookies', pointer: '/a', detail: 'd' }],
          extensions: { addedLater: [NEWER] },
        },
      });
    }
  });

  it('sends events with more members, of a new type and of a new version', async () => {
    const heard: FeedEvent[] = [];
    for await (const event of client().streamEvents()) if (heard.push(event) >= newer.eventTypes.length) break;
    expect(heard.map(({ type }) => type)).toEqual(newer.eventTypes);
    expect(heard.map(({ position }) => Number(position))).toEqual(newer.eventTypes.map((_, index) => index + 1));
  });
});

describe('a client that is generated from OpenAPI', () => {
  const options = { serverUrl: 'https://api.example', tokenUrl: 'https://auth.example/token', version: '1' };
  const { paths } = openApiOf(SLICES, options);

  it.each(readable.map(([, route]) => [route.id, route] as const))(
    'calls %s of the newer registry',
    async (id, route) => {
      const verb = route.method.toLowerCase();
      expect(paths[route.path]?.[verb]?.['operationId']).toBe(id);
      const [{ params = {}, query = {}, body } = {}] = requests(route, 1);
      // openapi-fetch works at run time without generated types.
      const generated = createFetchClient({ baseUrl: newer.url }) as unknown as {
        request(
          verb: string,
          path: string,
          init: unknown,
        ): Promise<{ readonly data?: unknown; readonly error?: unknown }>;
      };
      const { data, error } = await generated.request(verb, route.path, { params: { path: params, query }, body });
      expect([data, error]).toEqual([expect.anything(), undefined]);
    },
  );
});
