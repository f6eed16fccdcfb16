import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { exampleOf } from '@pos/contract/derive/example.ts';
import { openApiOf } from '@pos/contract/derive/open-api.ts';
import { publicEventSchema } from '@pos/contract/derive/public-event-schema.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { SLICES } from '@pos/contract/slices.ts';
import { API_VERSION } from '@pos/contract/version.ts';
import { methodName } from './domain/method-name.ts';
import type { MockAnswer } from './mock-answer.ts';

/* The examples of the contract as data. The packed client has this data in place of this file. */

const URL_OF_EXAMPLES = 'https://registry.example';
const DID_OF_EXAMPLES = 'did:web:agent.example';

const document = openApiOf(SLICES, {
  serverUrl: URL_OF_EXAMPLES,
  tokenUrl: `${URL_OF_EXAMPLES}/token`,
  version: API_VERSION,
});

type Content = Readonly<Record<string, { readonly example?: unknown } | undefined>>;
type Responses = Readonly<Record<string, { readonly content: Content } | undefined>>;

/** The example of a page names no next page, so that a loop over all pages ends. */
function lastPage(example: unknown): unknown {
  const isPage = typeof example === 'object' && example !== null && 'nextCursor' in example;
  return isPage ? { ...example, nextCursor: null } : example;
}

function answerOf({ path, method, responses }: RouteDeclaration): MockAnswer {
  const [[status, response] = []] = Object.entries(responses);
  if (status === undefined || response === undefined) throw new Error(`The route ${method} ${path} has no response.`);
  if (isRawResponse(response)) return { status: Number(status), contentType: response.contentType, body: 'text' };
  const documented = document.paths[path]?.[method.toLowerCase()]?.['responses'] as Responses;
  const body = lastPage(documented[status]?.content['application/json']?.example);
  return { status: Number(status), contentType: 'application/json', body };
}

/** An example of every route's first success, by the method's name. */
export const MOCK_ANSWERS: Readonly<Record<string, MockAnswer>> = Object.fromEntries(
  (Object.values(ROUTES) as readonly RouteDeclaration[]).map((route) => [methodName(route.id), answerOf(route)]),
);

function eventOf(event: EventDeclaration): unknown {
  const { $defs = {}, ...schema } = publicEventSchema(event, URL_OF_EXAMPLES);
  const defined = $defs as Readonly<Record<string, Record<string, unknown>>>;
  const data = exampleOf(schema, (ref) => defined[ref.slice('#/$defs/'.length)] ?? {});
  return {
    specversion: '1.0',
    id: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
    source: URL_OF_EXAMPLES,
    type: detailType(event),
    subject: DID_OF_EXAMPLES,
    time: '2026-01-31T12:00:00.000Z',
    data,
  };
}

/** An example of every event, as the feed sends it. */
export const MOCK_EVENTS: readonly unknown[] = Object.values(EVENTS).map(eventOf);
