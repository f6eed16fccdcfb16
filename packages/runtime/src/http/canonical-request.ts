import { atAlias, movedNames, namesIn, type RoutePlace } from '@pos/contract/places.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A request as it would have been sent to the canonical path of its route. */
export interface CanonicalRequest {
  readonly event: APIGatewayProxyEvent;
  /** Set if the request came at an alias that has another schema. The request must fit this place too. */
  readonly place?: RoutePlace;
  /** The `Link` header of the answer, if the request came at an alias. */
  readonly headers: Readonly<Record<string, string>>;
}

function search(query: Readonly<Record<string, string | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

/** A path segment decoded, or unchanged if it is no valid percent-encoding. `readRequest` refuses such a segment. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Rewrites requests that came at an alias of their route, so that handler, idempotency keys and caches know one path.
 * API Gateway names the path template of a request in `resource`.
 */
export function canonicalRequests(
  route: RouteDeclaration,
  publicUrl: string,
): (sent: APIGatewayProxyEvent) => CanonicalRequest {
  const aliases = new Map<string, RoutePlace>((route.aliases ?? []).map((alias) => [alias, atAlias(route, alias)]));
  return (sent) => {
    const place = aliases.get(sent.resource);
    if (place === undefined) return { event: sent, headers: {} };
    const params = sent.pathParameters ?? {};
    const moved = movedNames(route, place.path);
    const query = {
      ...sent.queryStringParameters,
      ...Object.fromEntries(moved.map((name) => [name, decoded(params[name] ?? '')])),
    };
    const pathParameters = Object.fromEntries(namesIn(route.path).map((name) => [name, params[name]]));
    const path = route.path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => params[name] ?? '');
    return {
      event: { ...sent, resource: route.path, path, pathParameters, queryStringParameters: query },
      ...(moved.length === 0 ? {} : { place }),
      headers: { link: `<${publicUrl}${path}${search(query)}>; rel="canonical"` },
    };
  };
}
