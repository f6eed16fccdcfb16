import { createHash } from 'node:crypto';
import { corsHeaders } from '@pos/contract/cors.ts';
import { entityTag, includesTag, parseTagCondition } from '@pos/contract/entity-tags.ts';
import { isRawResponse, isWrite, type RawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { problemDocument, problemLink, type Problem } from '@pos/contract/problem.ts';
import type { APIGatewayProxyResult } from 'aws-lambda';
import Negotiator from 'negotiator';
import * as z from 'zod';

/** A response as it is stored for idempotent repetitions and sent to the gateway. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** 132 bits of SHA-256, so that two representations with the same hash are equal in every byte. */
const hashOf = (body: string): string => createHash('sha256').update(body).digest('base64url').slice(0, 22);

/**
 * The ETag header of a success. Every GET has one, and every other route whose body shows a revision. The hash of the
 * body makes the tag strong.
 */
function tagOf(route: RouteDeclaration, reply: { readonly body: unknown }, text: string): Record<string, string> {
  if (route.revised === true) {
    const { revision } = reply.body as { readonly revision: number };
    return { etag: entityTag(hashOf(text), revision) };
  }
  return route.method === 'GET' ? { etag: entityTag(hashOf(text)) } : {};
}

/** The Content-Type header. Text types get a charset. */
const rawType = ({ contentType }: RawResponse): string =>
  contentType.startsWith('text/') ? `${contentType}; charset=utf-8` : contentType;

/** True if the client prefers HTML to JSON. A client without a preference gets JSON. */
const prefersHtml = (accept = '*/*'): boolean =>
  new Negotiator({ headers: { accept } }).mediaType(['application/json', 'text/html']) === 'text/html';

/** Whether a shared cache may store the responses of a route. Writes and routes with a scope are excluded. */
const isPublic = (route: RouteDeclaration): boolean => !isWrite(route) && route.access.kind === 'open';

interface SuccessReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly page?: () => string;
}

/**
 * The response for a handler's reply, as a page if there is one and the client prefers HTML by its `Accept` header.
 * Throws if the contract does not declare the reply's status or body.
 */
export function successResponse(route: RouteDeclaration, reply: SuccessReply, accept?: string): HttpResponse {
  const schema = route.responses[reply.status];
  if (schema === undefined) throw new Error(`Route ${route.id} does not declare status ${reply.status}`);
  const raw = isRawResponse(schema);
  const page = route.page !== undefined && prefersHtml(accept) ? reply.page?.() : undefined;
  const body = page ?? (raw ? String(reply.body) : JSON.stringify(z.encode(schema, reply.body)));
  const cacheable = isPublic(route) && route.cacheSeconds !== undefined;
  return {
    statusCode: reply.status,
    headers: {
      'content-type': page === undefined ? (raw ? rawType(schema) : 'application/json') : 'text/html; charset=utf-8',
      ...(route.page === undefined ? {} : { vary: 'Accept' }),
      'cache-control': cacheable ? `public, max-age=${route.cacheSeconds}` : 'no-store',
      ...tagOf(route, reply, body),
      ...reply.headers,
    },
    body,
  };
}

export function problemResponse(problem: Problem, publicUrl: string, requestId: string): HttpResponse {
  const document = problemDocument(problem, `urn:request:${requestId}`);
  return {
    statusCode: document.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      link: problemLink(problem.code, publicUrl),
      ...(problem.retryAfterSeconds === undefined ? {} : { 'retry-after': String(problem.retryAfterSeconds) }),
    },
    body: JSON.stringify(document),
  };
}

/**
 * Turns the response of a GET or HEAD into 304 if If-None-Match contains its entity tag (RFC 9110, section 13.1.2). The
 * response of any other method stays as it is, because the request has taken effect. A malformed header is ignored.
 */
export function notModified(
  route: RouteDeclaration,
  response: HttpResponse,
  ifNoneMatch: string | undefined,
): HttpResponse {
  const tag = response.headers.etag;
  if (route.method !== 'GET' || response.statusCode !== 200 || tag === undefined) return response;
  const condition = ifNoneMatch === undefined ? undefined : parseTagCondition(ifNoneMatch);
  if (condition === undefined || !includesTag(condition, tag)) return response;
  const { 'content-type': _, ...headers } = response.headers;
  return { statusCode: 304, headers, body: '' };
}

/** Adds headers to a response. A header of the response replaces an added one, except that both values of `Link` are sent. */
export function withHeaders(response: HttpResponse, added: Readonly<Record<string, string>>): HttpResponse {
  const links = [response.headers.link, added.link].filter((link) => link !== undefined);
  const link = links.length === 0 ? {} : { link: links.join(', ') };
  return { ...response, headers: { ...added, ...response.headers, ...link } };
}

export const gatewayResult = (response: HttpResponse, requestId: string): APIGatewayProxyResult => ({
  statusCode: response.statusCode,
  headers: { ...SECURITY_HEADERS, ...corsHeaders(), 'x-request-id': requestId, ...response.headers },
  body: response.body,
});
