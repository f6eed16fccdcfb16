import { deprecationNotice, type SentParts } from '@pos/contract/derive/deprecation-headers.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { jsonOf, lowerCaseHeaders } from './read-request.ts';

/** The body as JSON, or `undefined` if it is not JSON. `readRequest` refuses such a body. */
function bodyOf(event: APIGatewayProxyEvent): unknown {
  const json = jsonOf(event);
  return json.ok ? json.value : undefined;
}

const given = (values: Readonly<Record<string, string | undefined>> | null): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const partsOf = (route: RouteDeclaration, event: APIGatewayProxyEvent): SentParts => ({
  path: given(event.pathParameters),
  query: given(event.queryStringParameters),
  headers: lowerCaseHeaders(event),
  body: route.body === undefined ? undefined : bodyOf(event),
});

const NOTHING: SentParts = { path: {}, query: {}, headers: {}, body: undefined };

export type DeprecationHeadersOf = (event: APIGatewayProxyEvent | undefined) => Readonly<Record<string, string>>;

/**
 * The headers that announce a removal, for every answer of a route. Without an event they announce only the removal of
 * the route itself.
 */
export function deprecationHeadersOf(route: RouteDeclaration, publicUrl: string): DeprecationHeadersOf {
  const notice = deprecationNotice(route);
  if (notice === undefined) return () => ({});
  return (event) => notice(event === undefined ? NOTHING : partsOf(route, event), publicUrl);
}
