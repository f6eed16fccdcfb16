import type { RegistryClient } from './api.ts';
import { parseJson } from './answer.ts';
import type { CallableRoute } from './callable-route.ts';
import { methodName } from './domain/method-name.ts';
import { readShape } from './domain/shape.ts';
import { MOCK_ANSWERS, MOCK_EVENTS } from './mock-answers.ts';
import { ROUTE_TABLE } from './table.ts';

/** Replaces the answer of a route: members that replace those of the example, or a function that answers. */
export type MockRoute = Readonly<Record<string, unknown>> | ((request: Request) => Response | Promise<Response>);

export interface MockOptions {
  /** Answers by the name of the method, such as `getScore`. All others are the examples of the contract. */
  readonly routes?: { readonly [Name in keyof RegistryClient]?: MockRoute };
  /** CloudEvents of the feed, which then stays open. By default one example of every event. */
  readonly events?: readonly unknown[];
}

export interface MockRegistry {
  /** The `fetch` of `createClient`. It reaches no network. */
  readonly fetch: typeof fetch;
  /** The requests so far, with unread bodies. */
  readonly requests: readonly Request[];
}

/** Writes amounts as decimal strings, as the registry does. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member));

const jsonResponse = (status: number, body: unknown, type = 'application/json'): Response =>
  new Response(jsonOf(body), { status, headers: { 'content-type': type } });

/** A refusal for the function of a route: a problem document (RFC 9457). */
export const mockRefusal = (refusal: {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly cure?: string;
}): Response =>
  jsonResponse(
    refusal.status,
    { type: `urn:problem-type:pos-registry:${refusal.code}`, title: refusal.code, cure: 'Mocked.', ...refusal },
    'application/problem+json',
  );

type Answers = (request: Request) => Response | Promise<Response>;

interface Served {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: Answers;
}

const pathOf = ({ path }: CallableRoute): RegExp =>
  new RegExp(
    `^${path
      .split(/\{[^{}]+\}/)
      .map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`))
      .join('[^/]+')}$`,
  );

/** An open feed with these events. */
function feedOf(events: readonly unknown[]): Response {
  const text = events.map((event, index) => `id: ${index + 1}\ndata: ${jsonOf(event)}\n\n`).join('');
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function answersOf(route: CallableRoute, override: MockRoute | undefined, events: readonly unknown[]): Answers {
  if (typeof override === 'function') return override as Answers;
  if (route.form === 'feed') return () => feedOf(events);
  const name = methodName(route.id);
  const example = MOCK_ANSWERS[name];
  if (example === undefined) throw new Error(`The contract has no example for ${name}.`);
  const { status, contentType } = example;
  const shape = route.answers[status];
  if (shape === undefined || shape === 'text') {
    if (override !== undefined)
      throw new TypeError(`${name} answers with text: pass a function that returns a Response.`);
    return () => new Response(String(example.body), { status, headers: { 'content-type': contentType } });
  }
  const body = jsonOf({ ...Object(example.body), ...override });
  // An answer that the client would refuse is a fault of the test, so it is told when the mock is made.
  readShape(shape, parseJson(body));
  return () => new Response(body, { status, headers: { 'content-type': contentType } });
}

/**
 * A registry for the tests of a consumer. It answers every route with the example of the contract, without a network.
 * Throws if an override lacks a member that the contract promises.
 *
 * @example
 * const { fetch } = mockRegistry({ routes: { getScore: { scoreBps: 9_000 } } });
 * const registry = createClient({ baseUrl: 'https://registry.test', fetch });
 */
export function mockRegistry({ routes = {}, events = MOCK_EVENTS }: MockOptions = {}): MockRegistry {
  const overrides: Readonly<Record<string, MockRoute | undefined>> = routes;
  const served: readonly Served[] = ROUTE_TABLE.toSorted(
    (a, b) => a.path.split('{').length - b.path.split('{').length,
  ).map((route) => ({
    method: route.method,
    path: pathOf(route),
    answer: answersOf(route, overrides[methodName(route.id)], events),
  }));
  const requests: Request[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      const { pathname } = new URL(request.url);
      const found = served.find(({ method, path }) => method === request.method && path.test(pathname));
      if (found !== undefined) return found.answer(request);
      if (request.method === 'POST' && pathname.endsWith('/token'))
        return jsonResponse(200, { access_token: 'mock', token_type: 'Bearer', expires_in: 3_600 });
      return mockRefusal({ status: 404, code: 'route-unknown', detail: `${request.method} ${pathname}` });
    },
  };
}
