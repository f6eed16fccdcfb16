import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_KEY_HEADER } from '@pos/contract/access.ts';
import { corsHeaders, preflightHeaders } from '@pos/contract/cors.ts';
import { hostOf, isMetered, type RouteDeclaration } from '@pos/contract/route.ts';
import { proxyEvent, readBody, type MatchedRequest } from '@pos/functions/http/proxy-event.ts';
import { isProxyResult, sendResult } from '@pos/functions/http/send-result.ts';
import { matchRoute } from '@pos/functions/http/match-route.ts';
import { problemDocument, problemLink, type Problem } from '@pos/contract/problem.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { FunctionRuntime } from '../function-runtime/runtime.ts';
import { serve, type RunningServer } from '../http-server.ts';
import type { Authorizer, Claims } from './authorizer.ts';
import { forward } from './forward.ts';
import type { Throttle } from './usage-plan.ts';

export interface GatewayOptions {
  readonly port: number;
  readonly routes: readonly RouteDeclaration[];
  readonly authorize: Authorizer;
  readonly throttle: Throttle;
  /** Ids of the API keys of metered routes, by key. */
  readonly apiKeys: ReadonlyMap<string, string>;
  readonly functions: Pick<FunctionRuntime, 'invoke'>;
  /** URL of the container service, which the VPC link provides in the cloud. Read for every request. */
  readonly containerUrl: () => string;
  readonly clock: Clock;
  readonly stage: string;
  readonly onFault: (message: string) => void;
  /** Timeout of an integration in milliseconds. Default: 29,000, as in the cloud. */
  readonly timeoutMs?: number;
}

const MOST_BODY_BYTES = 10_485_760;
const INTEGRATION_TIMEOUT_MS = 29_000;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  refuse(problem: Problem, headers?: Readonly<Record<string, string>>): void;
}

/**
 * Reproduces API Gateway's REST API between a caller and an integration. It covers the routes of the contract,
 * preflight, throttling, the authorizer, API keys, the body limit, proxy events, the timeout of 29 s, and refusals as problem
 * documents.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningServer> {
  let publicUrl = '';
  const server = await serve('the API gateway', options.port, (request, response) => {
    const requestId = randomUUID();
    const exchange: Exchange = {
      request,
      response,
      requestId,
      refuse: (problem, headers = {}) => sendProblem(response, problem, { publicUrl, requestId, headers }),
    };
    handle(exchange, options).catch((error: unknown) => {
      options.onFault(
        `${request.method} ${request.url}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      if (response.headersSent) response.destroy();
      else exchange.refuse({ code: 'internal-error' });
    });
  });
  publicUrl = server.url;
  return server;
}

async function handle(exchange: Exchange, options: GatewayOptions): Promise<void> {
  const { request, response, requestId, refuse } = exchange;
  const [rawPath = '/', search = ''] = splitUrl(request.url ?? '/');
  const match = matchRoute(options.routes, request.method ?? 'GET', rawPath);
  if (match.kind === 'nothing') return refuse({ code: 'route-unknown', detail: `${request.method} ${rawPath}` });
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { ...preflightHeaders(), 'x-request-id': requestId }).end();
    return;
  }
  if (match.kind === 'wrong-method') {
    return refuse({ code: 'method-not-allowed' }, { allow: match.allow.join(', ') });
  }
  const sourceIp = request.socket.remoteAddress ?? '';
  const apiKeyId = isMetered(match.route) ? options.apiKeys.get(apiKeyOf(request) ?? '') : undefined;
  // The usage plan counts the requests of a key. Requests without a key are counted by address.
  const waitMs = options.throttle.admit(apiKeyId === undefined ? sourceIp : `key ${apiKeyId}`);
  if (waitMs > 0) return refuse({ code: 'rate-limited', retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  const authorized = await options.authorize(match.route.access, request.headers.authorization);
  if (!authorized.ok) return refuse(authorized.error, challengeOf(authorized.error));
  if (isMetered(match.route) && apiKeyId === undefined) return refuse({ code: 'api-key-invalid' });
  const body = await readBody(request, MOST_BODY_BYTES);
  if (body === undefined) {
    return refuse(
      { code: 'request-too-large', detail: `The gateway takes ${MOST_BODY_BYTES} bytes.` },
      { connection: 'close' },
    );
  }
  const receivedAt = options.clock.now();
  const matched: MatchedRequest = {
    route: match.route,
    method: request.method ?? match.route.method,
    params: match.params,
    rawPath,
    search: new URLSearchParams(search),
    rawHeaders: forwardedHeaders(request, requestId, receivedAt),
    body,
    sourceIp,
    requestId,
    stage: options.stage,
    receivedAt,
    claims: authorized.value,
    apiKeyId,
  };
  if (hostOf(match.route) === 'container') return toContainer(exchange, matched, authorized.value, options);
  return toFunction(exchange, matched, options);
}

/**
 * Splits off the path exactly as it was sent. A URL parser would resolve dot segments and lose the caller's encoding.
 */
const splitUrl = (url: string): readonly string[] => {
  const mark = url.indexOf('?');
  return mark < 0 ? [url] : [url.slice(0, mark), url.slice(mark + 1)];
};

const apiKeyOf = ({ headers }: IncomingMessage): string | undefined => {
  const key = headers[API_KEY_HEADER.toLowerCase()];
  return typeof key === 'string' ? key : undefined;
};

const challengeOf = ({ code }: Problem): Record<string, string> =>
  code === 'token-missing'
    ? { 'www-authenticate': 'Bearer' }
    : code === 'token-invalid'
      ? { 'www-authenticate': 'Bearer error="invalid_token"' }
      : {};

/** The caller's headers and the headers that the gateway adds. */
function forwardedHeaders(request: IncomingMessage, requestId: string, receivedAt: Date): readonly string[] {
  const seconds = Math.floor(receivedAt.getTime() / 1_000);
  const trace = `Root=1-${seconds.toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`;
  const traced = request.headers['x-amzn-trace-id'] !== undefined;
  return [
    ...request.rawHeaders,
    ...(traced ? [] : ['X-Amzn-Trace-Id', trace]),
    'X-Forwarded-For',
    request.socket.remoteAddress ?? '',
    'X-Forwarded-Port',
    String(request.socket.localPort ?? ''),
    'X-Forwarded-Proto',
    'http',
  ];
}

async function toContainer(
  exchange: Exchange,
  matched: MatchedRequest,
  claims: Claims | undefined,
  options: GatewayOptions,
): Promise<void> {
  const { request, response, refuse } = exchange;
  const timeoutMs = options.timeoutMs ?? INTEGRATION_TIMEOUT_MS;
  const outcome = await forward({ request, response, matched, claims, baseUrl: options.containerUrl(), timeoutMs });
  if (outcome === 'timed-out') refuse({ code: 'time-ran-out', retryAfterSeconds: 2 });
  if (outcome === 'unreachable')
    refuse({ code: 'upstream-unavailable', extensions: { service: 'container' }, retryAfterSeconds: 2 });
}

async function toFunction(
  { response, requestId, refuse }: Exchange,
  matched: MatchedRequest,
  options: GatewayOptions,
): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const timedOut = new Promise<'timed-out'>((resolve) => {
    late = setTimeout(() => resolve('timed-out'), options.timeoutMs ?? INTEGRATION_TIMEOUT_MS);
  });
  const invocation = await Promise.race([
    options.functions.invoke(matched.route.id, proxyEvent(matched), requestId),
    timedOut,
  ]);
  clearTimeout(late);
  if (invocation === 'timed-out' || invocation.kind === 'timed-out')
    return refuse({ code: 'time-ran-out', retryAfterSeconds: 2 });
  if (invocation.kind === 'returned' && isProxyResult(invocation.result))
    return sendResult(response, invocation.result);
  const detail =
    invocation.kind === 'returned'
      ? 'It returned something else than a proxy result.'
      : `${invocation.kind}: ${invocation.detail}`;
  options.onFault(`${matched.route.id} ${requestId} ${detail}`);
  refuse({ code: 'internal-error' });
}

function sendProblem(
  response: ServerResponse,
  problem: Problem,
  {
    publicUrl,
    requestId,
    headers,
  }: { readonly publicUrl: string; readonly requestId: string; readonly headers: Readonly<Record<string, string>> },
): void {
  const document = problemDocument(problem, `urn:request:${requestId}`);
  const body = Buffer.from(JSON.stringify(document));
  response.writeHead(document.status, {
    ...corsHeaders(),
    'content-type': 'application/problem+json',
    'content-length': body.byteLength,
    'cache-control': 'no-store',
    link: problemLink(problem.code, publicUrl),
    'x-request-id': requestId,
    ...(problem.retryAfterSeconds === undefined ? {} : { 'retry-after': String(problem.retryAfterSeconds) }),
    ...headers,
  });
  response.end(body);
}
