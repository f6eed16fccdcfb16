import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { publicFields } from '@pos/contract/visibility.ts';
import fc from 'fast-check';
import { NEWER, wireValues } from './wire-values.ts';

export interface NewerRegistry {
  readonly url: string;
  /** Types of the events that the feed sends, one after the other. */
  readonly eventTypes: readonly string[];
  close(): Promise<void>;
}

/** A request with this header gets a problem with the status that it names and a code that no client knows. */
export const REFUSE = 'x-refuse';
/** Number of different answers of each route, given one after the other. */
export const SAMPLES = 12;
const SEED = 1;

const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
const events: readonly EventDeclaration[] = Object.values(EVENTS);

const problem = (status: number) => ({
  type: 'https://problems.example/code-of-a-newer-registry',
  title: 'A problem of a newer registry',
  status,
  code: 'code-of-a-newer-registry',
  cure: 'Do what only a newer registry asks for.',
  addedLater: [NEWER],
  errors: [{ in: 'cookies', pointer: '/a', detail: 'd', addedLater: NEWER }],
});

const cloudEvent = (type: string, data: unknown, index: number) => ({
  specversion: '1.0',
  id: `event-${index}`,
  source: 'https://api.example',
  type,
  time: '2026-01-31T12:00:00.000Z',
  datacontenttype: 'application/json',
  addedlater: NEWER,
  data,
});

/** Each declared event with members of a newer registry, an event of a new type, and one of a new version. */
const feedEvents = () =>
  [
    ...events.map((event) => [
      detailType(event),
      fc.sample(wireValues(publicFields(event.detail), 'newer'), { numRuns: 1, seed: SEED })[0],
    ]),
    ['EventOfANewerRegistry.v1', { addedLater: NEWER }],
    [`${events[0]?.name}.v99`, { addedLater: NEWER }],
  ].map(([type, data], index) => cloudEvent(String(type), data, index + 1));

const pattern = ({ path }: RouteDeclaration): RegExp => new RegExp(`^${path.replaceAll(/\{[^{}]+\}/g, '[^/]+')}$`);

/**
 * Starts a registry that is newer than the contract, over real HTTP. It derives from the contract: every object of an
 * answer has one more member, every enum one more value, every tagged union one more variant, and the feed has one more
 * type of event.
 */
export async function startNewerRegistry(): Promise<NewerRegistry> {
  const sent = feedEvents();
  const answers = new Map<string, { readonly status: number; readonly values: readonly unknown[]; next: number }>();
  for (const { id, responses } of routes)
    for (const [status, response] of Object.entries(responses))
      if (!isRawResponse(response)) {
        const values = fc.sample(wireValues(response, 'newer'), { numRuns: SAMPLES, seed: SEED });
        answers.set(id, { status: Number(status), values, next: 0 });
      }

  const json = (response: ServerResponse, status: number, body: unknown, type = 'application/json') =>
    void response
      .writeHead(status, { 'content-type': type, 'x-request-id': 'newer', deprecation: '@1688169599' })
      .end(JSON.stringify(body));

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const refused = request.headers[REFUSE];
    if (refused !== undefined)
      return json(response, Number(refused), problem(Number(refused)), 'application/problem+json');
    if (path === '/token') return json(response, 200, { access_token: 't', expires_in: 3_600, addedLater: NEWER });
    const route = routes.find((each) => each.method === request.method && pattern(each).test(path));
    if (route === undefined) return json(response, 404, problem(404), 'application/problem+json');
    const answer = answers.get(route.id);
    if (answer !== undefined) return json(response, answer.status, answer.values[answer.next++ % answer.values.length]);
    const [raw] = Object.values(route.responses);
    response.writeHead(200, {
      'content-type': raw !== undefined && isRawResponse(raw) ? raw.contentType : 'text/plain',
    });
    if (route.id !== 'stream-events') return void response.end(NEWER);
    for (const [index, event] of sent.entries())
      response.write(`id: ${index + 1}\nevent: ${event.type}\naddedlater: x\ndata: ${JSON.stringify(event)}\n\n`);
  };

  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => handle(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    eventTypes: sent.map(({ type }) => type),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
