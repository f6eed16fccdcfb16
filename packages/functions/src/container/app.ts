import { randomUUID } from 'node:crypto';
import { placesOf } from '@pos/contract/places.ts';
import { hostOf, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { deprecationHeadersOf } from '@pos/runtime/http/deprecation.ts';
import { problemOf } from '@pos/runtime/http/problem-of.ts';
import { gatewayResult, problemResponse, withHeaders } from '@pos/runtime/http/response.ts';
import type { Log } from '@pos/runtime/log.ts';
import type { Problem } from '@pos/contract/problem.ts';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import express, { type Express, type Request, type Response } from 'express';
import { ROUTE_HANDLERS, STREAM_HANDLERS } from '../handlers.generated.ts';
import type { StreamRouteId } from '../handlers.ts';
import { apiKeyIdOf, claimsOf, IDENTITY_HEADERS } from '../http/identity-headers.ts';
import { matchBehindStage } from '../http/match-route.ts';
import { proxyEvent, readBody } from '../http/proxy-event.ts';
import { sendResult } from '../http/send-result.ts';
import { listenerOf } from './listener.ts';

export interface ContainerOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Publishes a metric at once. */
  readonly measure: (metric: string, value: number) => void;
  readonly now: () => Date;
  /** Ends streams when the service stops. */
  readonly stopping: AbortSignal;
}

const MOST_BODY_BYTES = 10_485_760;
/** Timeout of a request. It is below the gateway's limit of 29 s. */
const TIMEOUT_MS = 28_000;

const isStream = (id: string): id is StreamRouteId => Object.hasOwn(STREAM_HANDLERS, id);

/**
 * The HTTP service of every route that is declared with `host: 'container'`. It uses the same handlers as the Lambda
 * functions.
 */
export function createApp(options: ContainerOptions): Express {
  const routes: readonly RouteDeclaration[] = Object.values(ROUTES)
    .flatMap(placesOf)
    .filter((route) => hostOf(route) === 'container');
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(async (request, response) => {
    const requestId = request.get(IDENTITY_HEADERS.requestId) ?? randomUUID();
    const refuse = (problem: Problem, headers: Readonly<Record<string, string>> = {}) => {
      const refused = problemResponse(problem, options.variables.PUBLIC_URL ?? '', requestId);
      sendResult(response, gatewayResult(withHeaders(refused, headers), requestId));
    };
    const match = matchBehindStage(routes, request.method, request.path, options.variables.STAGE);
    if (match.kind === 'route') await serve({ ...match, request, response, requestId, refuse }, options);
    // The load balancer's health check. If the container hosts a route with the same path, that route takes precedence.
    else if (request.path === '/health') response.json({ status: 'ok' });
    else if (match.kind === 'nothing') refuse({ code: 'route-unknown' });
    else refuse({ code: 'method-not-allowed' }, { allow: match.allow.join(', ') });
  });
  return app;
}

interface Exchange {
  readonly route: RouteDeclaration;
  readonly params: Readonly<Record<string, string>>;
  readonly request: Request;
  readonly response: Response;
  readonly requestId: string;
  readonly refuse: (problem: Problem, headers?: Readonly<Record<string, string>>) => void;
}

async function serve(exchange: Exchange, options: ContainerOptions): Promise<void> {
  const { route, params, request, response, requestId, refuse } = exchange;
  try {
    const body = await readBody(request, MOST_BODY_BYTES);
    if (body === undefined)
      return refuse({ code: 'request-too-large', detail: `The limit is ${MOST_BODY_BYTES} bytes.` });
    const url = new URL(request.originalUrl, 'http://container');
    const event = proxyEvent({
      route,
      method: request.method,
      params,
      rawPath: url.pathname,
      search: url.searchParams,
      rawHeaders: request.rawHeaders,
      body,
      sourceIp: request.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? request.socket.remoteAddress ?? '',
      requestId,
      stage: options.variables.STAGE ?? 'local',
      receivedAt: options.now(),
      claims: claimsOf((name) => request.get(name)),
      apiKeyId: apiKeyIdOf((name) => request.get(name)),
    });
    if (isStream(route.id)) return await stream(route.id, exchange, event, options);
    const { handler } = await ROUTE_HANDLERS[route.id as keyof typeof ROUTE_HANDLERS]();
    sendResult(response, await handler(event, contextOf(route.id, requestId, options)));
  } catch (error) {
    const { problem, bug } = problemOf(error);
    if (bug !== undefined) options.log.error('The request failed', bug, { route: route.id, requestId });
    if (response.headersSent) response.destroy();
    else refuse(problem, deprecationHeadersOf(route, options.variables.PUBLIC_URL ?? '')(undefined));
  }
}

async function stream(
  id: StreamRouteId,
  { route, request, response, requestId, refuse }: Exchange,
  event: APIGatewayProxyEvent,
  { variables, log, measure, stopping }: ContainerOptions,
): Promise<void> {
  const { handler } = await STREAM_HANDLERS[id]();
  const opened = await handler.open(event, { variables, log, measure });
  const announced = deprecationHeadersOf(route, variables.PUBLIC_URL ?? '')(event);
  if (!opened.ok) return refuse(opened.error, announced);
  const { headers = {} } = gatewayResult({ statusCode: 200, headers: announced, body: '' }, requestId);
  response.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': `${handler.contentType}; charset=utf-8`,
    'cache-control': 'no-store',
    // Turns off response buffering in proxies, which would delay events.
    'x-accel-buffering': 'no',
  });
  // A HEAD has the headers of the stream and no event.
  if (request.method === 'HEAD') return void response.end();
  response.flushHeaders();
  await opened.value(listenerOf(request, response, stopping));
  response.end();
}

/** A Lambda invocation context for a request to the container. */
function contextOf(id: string, requestId: string, { now }: ContainerOptions): Context {
  const deadline = now().getTime() + TIMEOUT_MS;
  const unused = (): void => undefined;
  return {
    awsRequestId: requestId,
    functionName: id,
    functionVersion: '1',
    invokedFunctionArn: `container:${id}`,
    memoryLimitInMB: '0',
    logGroupName: 'api',
    logStreamName: 'api',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - now().getTime()),
    done: unused,
    fail: unused,
    succeed: unused,
  };
}
