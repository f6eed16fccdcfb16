import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { grouped, headerPairs, type MatchedRequest } from '@pos/functions/http/proxy-event.ts';
import { IDENTITY_HEADERS, isIdentityHeader } from '@pos/functions/http/identity-headers.ts';
import type { Claims } from './authorizer.ts';

export interface ForwardOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly matched: MatchedRequest;
  readonly claims: Claims | undefined;
  readonly baseUrl: string;
  /** Time limit, in milliseconds, until the response begins. A stream may last longer. */
  readonly timeoutMs: number;
}

/** Headers of a single connection (RFC 9110, section 7.6.1), and headers that are set anew. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'expect',
]);

/**
 * The caller's headers without the headers that callers must not set, plus the caller's identity from the authorizer.
 */
export function integrationHeaders(
  { rawHeaders, requestId, body, apiKeyId }: Pick<MatchedRequest, 'rawHeaders' | 'requestId' | 'body' | 'apiKeyId'>,
  claims: Claims | undefined,
): OutgoingHttpHeaders {
  const sent = headerPairs(rawHeaders).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    ...grouped(sent.filter(([name]) => !HOP_BY_HOP.has(name) && !isIdentityHeader(name))),
    'content-length': body.byteLength,
    [IDENTITY_HEADERS.requestId]: requestId,
    ...(apiKeyId === undefined ? {} : { [IDENTITY_HEADERS.apiKeyId]: apiKeyId }),
    ...(claims === undefined
      ? {}
      : { [IDENTITY_HEADERS.clientId]: claims['client_id'] ?? '', [IDENTITY_HEADERS.scopes]: claims['scope'] ?? '' }),
  };
}

/** Forwards a request to the container service and streams the response back, as VPC link and load balancer do. */
export function forward(options: ForwardOptions): Promise<'answered' | 'timed-out' | 'unreachable'> {
  const { request, response, matched, claims, baseUrl, timeoutMs } = options;
  return new Promise((resolve) => {
    let late = false;
    const { hostname, port } = new URL(baseUrl);
    // Uses the path as it was sent, because a URL parser would resolve dot segments.
    const outgoing = httpRequest({
      hostname,
      port,
      path: request.url ?? '/',
      method: request.method,
      headers: integrationHeaders(matched, claims),
    });
    const limit = setTimeout(() => {
      late = true;
      outgoing.destroy();
      resolve('timed-out');
    }, timeoutMs);
    outgoing.on('response', (incoming) => {
      clearTimeout(limit);
      const headers = Object.entries(incoming.headers).filter(
        ([name]) => !HOP_BY_HOP.has(name) || name === 'content-length',
      );
      response.writeHead(incoming.statusCode ?? 502, Object.fromEntries(headers));
      response.flushHeaders();
      incoming.pipe(response);
      incoming.on('error', () => response.destroy());
      response.on('close', () => {
        outgoing.destroy();
        resolve('answered');
      });
    });
    outgoing.on('error', () => {
      clearTimeout(limit);
      if (response.headersSent) response.destroy();
      resolve(late ? 'timed-out' : response.headersSent ? 'answered' : 'unreachable');
    });
    response.on('close', () => {
      clearTimeout(limit);
      outgoing.destroy();
      resolve('answered');
    });
    outgoing.end(matched.body);
  });
}
