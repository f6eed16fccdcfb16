import { isRawResponse, keepsIdempotencyKeys, type RouteDeclaration } from '../route.ts';
import type { JsonObject } from './wire-schema.ts';

const text = (description: string, example: string) => ({ description, schema: { type: 'string' }, example });

/** The response headers of the API, by component name. The name without hyphens is the header's name in OpenAPI. */
const HEADERS = {
  'X-Request-Id': text('Identifies the request. Quote it in reports.', '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b'),
  'Cache-Control': text('How long caches may keep the response: `public, max-age=…` or `no-store`.', 'no-store'),
  ETag: text(
    'Entity tag of the response. Send it as If-None-Match to get 304 while nothing has changed.',
    '"3.fB3a8AplS08u3TB-vbt_5x"',
  ),
  Location: text('Path of the created resource.', '/agents/did%3Akey%3Az6Mk'),
  'Retry-After': {
    description: 'Seconds after which the same request may succeed. It is absent if waiting does not help.',
    schema: { type: 'integer', minimum: 0 },
    example: 2,
  },
  'Idempotent-Replayed': {
    description:
      'Present if the response is the stored one of an earlier request with the same Idempotency-Key or challenge.',
    schema: { const: 'true' },
  },
  Link: text(
    'Related addresses (RFC 8288). A problem has its page under `rel="help"`.',
    '<https://registry.example/problems/agent-unknown>; rel="help"',
  ),
  'WWW-Authenticate': text('The scheme of access tokens (RFC 6750).', 'Bearer error="invalid_token"'),
} as const satisfies Readonly<Record<string, JsonObject>>;

type HeaderName = keyof typeof HEADERS;

const componentName = (header: string): string => header.replaceAll('-', '');

export const headerComponents = (): Record<string, JsonObject> =>
  Object.fromEntries(Object.entries(HEADERS).map(([name, header]) => [componentName(name), { ...header }]));

const refsTo = (names: readonly HeaderName[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${componentName(name)}` }]));

const isStream = ({ responses }: RouteDeclaration): boolean =>
  Object.values(responses).some((response) => isRawResponse(response) && response.contentType === 'text/event-stream');

/** True if a request with If-None-Match may be answered by 304. */
export const isConditional = (route: RouteDeclaration): boolean => route.method === 'GET' && !isStream(route);

/** The headers of a successful response. */
export const successHeaders = (route: RouteDeclaration, status: string): JsonObject =>
  refsTo([
    'X-Request-Id',
    'Cache-Control',
    ...(isConditional(route) || route.revised === true ? (['ETag'] as const) : []),
    ...(status === '201' && route.revised === true ? (['Location'] as const) : []),
    ...(keepsIdempotencyKeys(route) || route.challenge !== undefined ? (['Idempotent-Replayed'] as const) : []),
  ]);

export const notModifiedHeaders = (): JsonObject => refsTo(['X-Request-Id', 'Cache-Control', 'ETag']);

/** The headers of a problem with a status. */
export const problemHeaders = (status: number): JsonObject =>
  refsTo([
    'X-Request-Id',
    'Link',
    ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
    ...([409, 429, 503, 504].includes(status) ? (['Retry-After'] as const) : []),
  ]);
