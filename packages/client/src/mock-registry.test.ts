import { describe, expect, it } from '@jest/globals';
import { EVENTS } from '@pos/contract/events.ts';
import { detailType } from '@pos/contract/event.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { publicFields } from '@pos/contract/visibility.ts';
import { createClient } from './client.ts';
import { methodName } from './domain/method-name.ts';
import { MOCK_ANSWERS, MOCK_EVENTS } from './mock-answers.ts';
import { mockRefusal, mockRegistry, type MockOptions } from './mock-registry.ts';

const baseUrl = 'https://registry.test';
const did = 'did:web:agent.example';
const routes = Object.values(ROUTES) as readonly RouteDeclaration[];
const clientOf = (options?: MockOptions) => createClient({ baseUrl, fetch: mockRegistry(options).fetch, attempts: 1 });

describe('the mock registry', () => {
  it.each(routes.map((route) => [methodName(route.id), route] as const))(
    'answers %s with an example that the contract permits',
    (name, { responses }) => {
      const { status, body } = MOCK_ANSWERS[name] ?? { status: 0, body: undefined };
      const response = responses[status];
      if (response === undefined) throw new Error(`${name} has no example.`);
      if (isRawResponse(response)) expect(body).toEqual(expect.any(String));
      else response.parse(body);
    },
  );

  it('has an example of every event that the contract permits', () => {
    for (const event of Object.values(EVENTS)) {
      const example = MOCK_EVENTS.find((each) => (each as { type: string }).type === detailType(event));
      publicFields(event.detail).parse((example as { data: unknown }).data);
    }
  });

  it('answers a client that knows no network', async () => {
    const registry = clientOf();
    const agent = await registry.getAgent({ params: { did } });
    expect(agent.ok && agent.value.updatedAt).toEqual(expect.any(Date));
    const listed: string[] = [];
    for await (const each of registry.listAgents.each()) listed.push(each.did);
    expect(listed).toHaveLength(1);
  });

  it('sends the given events and leaves the feed open', async () => {
    const types: string[] = [];
    for await (const { type } of clientOf().streamEvents()) if (types.push(type) === MOCK_EVENTS.length) break;
    expect(types.toSorted()).toEqual(Object.values(EVENTS).map(detailType).toSorted());
  });

  it('replaces members of an example, and refuses a value that no registry sends', async () => {
    const score = await clientOf({ routes: { getScore: { scoreBps: 9_123 } } }).getScore({ query: { did } });
    expect(score.ok && score.value.scoreBps).toBe(9_123);
    expect(() => mockRegistry({ routes: { getScore: { scoreBps: 'high' } } })).toThrow('/scoreBps: expected a number');
  });

  it('refuses as a test asks it to, and refuses unknown paths', async () => {
    const getAgent = () => mockRefusal({ status: 404, code: 'agent-unknown' });
    const refused = await clientOf({ routes: { getAgent } }).getAgent({ params: { did } });
    expect(!refused.ok && refused.error.code).toBe('agent-unknown');
    expect((await mockRegistry().fetch(`${baseUrl}/nothing`)).status).toBe(404);
  });

  it('gives tokens and keeps the requests', async () => {
    const { fetch, requests } = mockRegistry();
    const auth = { tokenUrl: `${baseUrl}/token`, clientId: 'me', clientSecret: 'secret' };
    const registry = createClient({ baseUrl, fetch, auth, apiKey: 'key' });
    expect((await registry.embedScores({ body: { dids: [did] } })).ok).toBe(true);
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual(['/token', '/embeds/scores']);
    expect(requests.at(-1)?.headers.get('x-api-key')).toBe('key');
  });
});
