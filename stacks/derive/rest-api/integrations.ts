import { preflightHeaders } from '@pos/contract/cors.ts';
import { hostOf, isMetered, isRawResponse } from '@pos/contract/route.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { IDENTITY_HEADERS } from '@pos/functions/http/identity-headers.ts';
import { mappedHeaders, refusalDocument, refusalHeaders } from './gateway-responses.ts';
import type { Refusal } from './gateway-responses.ts';

/** The backends of the API: functions, and one container behind a load balancer. */
export type Backends = {
  /** The URI by which API Gateway invokes the alias of the function of a route. */
  readonly invokeArn: (routeId: string) => string;
  readonly container: { readonly vpcLinkId: string; readonly loadBalancerArn: string; readonly host: string };
};

/** Timeouts of a buffered and of a streamed response, in milliseconds. */
const answerTimeoutMs = 29_000;
const streamTimeoutMs = 900_000;

const isStream = (route: RouteDeclaration): boolean =>
  Object.values(route.responses).some(
    (response) => isRawResponse(response) && response.contentType === 'text/event-stream',
  );

/**
 * True for a route whose response is free and equal for every caller, so that API Gateway may cache it. A route with a
 * page is not cached, because the header `Accept` cannot be a part of the cache key.
 */
export const isCacheable = (route: RouteDeclaration): boolean =>
  route.method === 'GET' &&
  route.access.kind === 'open' &&
  route.cacheSeconds !== undefined &&
  !isStream(route) &&
  route.page === undefined;

type Parameter = { readonly name: string; readonly in: string };

const places: Readonly<Record<string, string>> = { path: 'path', query: 'querystring', header: 'header' };

const requestPlace = (parameter: Parameter): string =>
  `method.request.${places[parameter.in] ?? parameter.in}.${parameter.name}`;

/** The `x-amazon-apigateway-integration` of a route under a method, for the host that the contract names. */
export function integrationOf(
  route: RouteDeclaration,
  method: string,
  parameters: readonly Parameter[],
  backends: Backends,
): object {
  const passed = {
    passthroughBehavior: 'when_no_match',
    ...(isCacheable(route) ? { cacheKeyParameters: parameters.map(requestPlace) } : {}),
  };
  return hostOf(route) === 'container'
    ? { ...passed, ...containerIntegration(route, method, parameters, backends) }
    : {
        ...passed,
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: backends.invokeArn(route.id),
        timeoutInMillis: answerTimeoutMs,
      };
}

function containerIntegration(
  route: RouteDeclaration,
  method: string,
  parameters: readonly Parameter[],
  { container }: Backends,
): object {
  const path = parameters
    .filter((parameter) => parameter.in === 'path')
    .map((parameter) => [`integration.request.path.${parameter.name}`, requestPlace(parameter)]);
  // Mapped on every route, so that headers of these names from a caller never reach the container.
  const claim = (name: string): string => (route.access.kind === 'open' ? "''" : `context.authorizer.claims.${name}`);
  return {
    type: 'http_proxy',
    httpMethod: method,
    uri: `https://${container.host}${route.path}`,
    connectionType: 'VPC_LINK',
    connectionId: container.vpcLinkId,
    integrationTarget: container.loadBalancerArn,
    ...(isStream(route)
      ? { responseTransferMode: 'STREAM', timeoutInMillis: streamTimeoutMs }
      : { timeoutInMillis: answerTimeoutMs }),
    requestParameters: {
      ...Object.fromEntries(path),
      [`integration.request.header.${IDENTITY_HEADERS.clientId}`]: claim('client_id'),
      [`integration.request.header.${IDENTITY_HEADERS.scopes}`]: claim('scope'),
      [`integration.request.header.${IDENTITY_HEADERS.apiKeyId}`]: isMetered(route)
        ? 'context.identity.apiKeyId'
        : "''",
      [`integration.request.header.${IDENTITY_HEADERS.requestId}`]: 'context.requestId',
    },
  };
}

type FixedAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly description: string;
  readonly because: string;
};

/** An operation to which API Gateway responds itself. */
function fixedOperation({ status, headers, body, description, because }: FixedAnswer): object {
  const names = [...Object.keys(headers), 'x-request-id'];
  return {
    security: [],
    'x-open-because': because,
    responses: {
      [status]: {
        description,
        headers: Object.fromEntries(names.map((name) => [name, { schema: { type: 'string' } }])),
      },
    },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      passthroughBehavior: 'never',
      requestTemplates: { 'application/json': JSON.stringify({ statusCode: status }) },
      responses: {
        default: {
          statusCode: String(status),
          responseParameters: mappedHeaders('method.response', headers),
          ...(body === undefined ? {} : { responseTemplates: { 'application/problem+json': body } }),
        },
      },
    },
  };
}

/** The response to a CORS preflight request. */
export const preflightOperation = (): object =>
  fixedOperation({
    status: 204,
    headers: preflightHeaders(),
    description: 'Cross-origin rules',
    because: 'Browsers send preflight requests without credentials.',
  });

/** The response to a method that the path does not have. Without it API Gateway would report an unknown path. */
export function wrongMethodOperation(allow: readonly string[], publicUrl: string): object {
  const refusal: Refusal = { code: 'method-not-allowed', headers: { allow: allow.join(', ') } };
  const document = refusalDocument(refusal);
  return fixedOperation({
    status: document.status,
    headers: refusalHeaders(refusal, publicUrl),
    body: JSON.stringify(document),
    description: document.title,
    because: 'The answer only lists the allowed methods.',
  });
}
