import type { HandlerOf } from '@pos/contract/reply.ts';
import { isMetered, isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import type { Database } from '@pos/database/database.ts';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import { routeLambda } from '../route-lambda.ts';

export type AnyHandler = HandlerOf<RouteDeclaration>;

/** Every declared route that a function can serve: all but the streams. */
export const FUNCTION_ROUTES: readonly RouteDeclaration[] = Object.values(ROUTES).filter(
  ({ responses }: RouteDeclaration) =>
    !Object.values(responses).some((each) => isRawResponse(each) && each.contentType === 'text/event-stream'),
);

export const declared = (id: keyof typeof ROUTES): RouteDeclaration => ROUTES[id];

/**
 * A copy of the declaration that accepts any request and any JSON response. Method, access, needs, host and caching
 * stay as declared, so a test can send the same request to every route of the contract.
 */
export function withoutSchemas(route: RouteDeclaration): RouteDeclaration {
  const {
    params: _params,
    query: _query,
    headers: _headers,
    body: _body,
    aliases: _aliases,
    challenge: _challenge,
    responses,
    ...kept
  } = route;
  return {
    ...kept,
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, each]) => [status, isRawResponse(each) ? each : z.looseObject({})]),
    ),
  };
}

/** The first status that the route declares, which is its success. */
export const successStatus = ({ responses }: RouteDeclaration): number => Number(Object.keys(responses)[0]);

export interface SentRequest {
  readonly method?: string;
  readonly path?: string;
  /** Path template of the request, which is an alias or, by default, the canonical path. */
  readonly resource?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The lines of repeated headers. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Claims of the access token that the gateway verified, or `undefined` if the request had no token. */
  readonly claims?: unknown;
  /** Id of the API key that the gateway checked. Default: a key on metered routes, and null on others. */
  readonly apiKeyId?: string | null;
  readonly requestId?: string;
  /** Time that the function has left, in milliseconds. */
  readonly leftMs?: number;
}

export const claimsFor = (clientId: string, ...scopes: readonly string[]) => ({
  client_id: clientId,
  scope: scopes.join(' '),
});

/** The event that API Gateway makes of a request, with bytes in base64. */
export function requestEvent(route: RouteDeclaration, sent: SentRequest = {}): APIGatewayProxyEvent {
  const { body, claims, requestId = 'request-1', apiKeyId = isMetered(route) ? 'key-1' : null } = sent;
  const event = {
    resource: sent.resource ?? route.path,
    path: sent.path ?? route.path,
    httpMethod: sent.method ?? route.method,
    headers: { ...sent.headers },
    multiValueHeaders: { ...sent.multiValueHeaders },
    pathParameters: sent.params ?? null,
    queryStringParameters: sent.query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    body: body === undefined || typeof body === 'string' ? (body ?? null) : Buffer.from(body).toString('base64'),
    isBase64Encoded: body instanceof Uint8Array,
    requestContext: { requestId, authorizer: claims === undefined ? null : { claims }, identity: { apiKeyId } },
  };
  return event as unknown as APIGatewayProxyEvent;
}

export const invocation = ({ requestId = 'request-1', leftMs = 20_000 }: SentRequest = {}): Context =>
  ({ awsRequestId: `invocation-of-${requestId}`, getRemainingTimeInMillis: () => leftMs }) as unknown as Context;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed JSON body, or an empty object if the body is not JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

export function answerOf({ statusCode, headers = {}, body }: APIGatewayProxyResult): Answer {
  const isJson = body.startsWith('{') && headers['content-type'] !== 'application/x-ndjson';
  const json = isJson ? (JSON.parse(body) as Record<string, unknown>) : {};
  return { status: statusCode, headers: headers as Record<string, string>, text: body, json };
}

const opened: Database[] = [];

/** Closes the database pools that functions opened. A function never closes its own pool. */
export const closeDatabases = async (): Promise<void> =>
  void (await Promise.all(opened.splice(0).map((database) => database.close())));

/** The Lambda function of a route with the given handler. The result sends one request and returns its response. */
export function functionOf(route: RouteDeclaration, handle: AnyHandler) {
  const lambda = routeLambda(route, (dependencies) => {
    if ('database' in dependencies) opened.push(dependencies.database as Database);
    return handle;
  });
  return async (sent: SentRequest = {}): Promise<Answer> =>
    answerOf(await lambda(requestEvent(route, sent), invocation(sent)));
}

/** A handler that replies with the declared success status, and the requests that it received. */
export function recordingHandler(route: RouteDeclaration, body: unknown = {}) {
  const requests: Parameters<AnyHandler>[0][] = [];
  const handle = (async (request: Parameters<AnyHandler>[0]) => {
    requests.push(request);
    return { kind: 'reply', status: successStatus(route), body, headers: {} };
  }) as unknown as AnyHandler;
  return { requests, handle };
}
